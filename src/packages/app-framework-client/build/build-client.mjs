// Builds the client's CommonJS and ES modules (types come from the compiler before), and the compact model that ships beside them.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const options = {
  absWorkingDir: root,
  entryPoints: { index: 'edge/index.ts' },
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  plugins: [{ name: 'our own edge', setup: putOurEdge }],
};

for (const folder of ['dist-cjs', 'dist-es']) rmSync(join(root, folder), { recursive: true, force: true });
await build({ ...options, format: 'cjs', outdir: 'dist-cjs' });
await build({ ...options, format: 'esm', outdir: 'dist-es', outExtension: { '.js': '.mjs' } });
writeFileSync(join(root, 'dist-es/index.d.mts'), "export * from '../dist-types/index.js';\n");

const model = JSON.parse(readFileSync(join(root, '../../../smithy/model.json'), 'utf8'));
writeFileSync(join(root, 'model.json'), `${JSON.stringify(served(compact(model)))}\n`);

/** What the generator writes takes the protocol from the SDK; here it gets ours, which goes on from the SDK's. */
function putOurEdge({ onResolve }) {
  onResolve({ filter: /^@aws-sdk\/core\/protocols$/ }, ({ importer }) =>
    importer === join(root, 'src/runtimeConfig.shared.ts') ? { path: join(root, 'edge/rest-json.ts') } : undefined,
  );
}

/** Without documentation, endpoint rules, protocol tests, and what is said to clients: what a server needs to route and to validate. */
function compact(value) {
  if (Array.isArray(value)) return value.map(compact);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(
      ([key]) =>
        !/^(smithy\.api#(documentation|input|paginated|retryable|idempotent)|smithy\.rules#.*|smithy\.test#.*)$/.test(
          key,
        ),
    )
    .map(([key, inner]) => [key, compact(inner)]);
  return Object.fromEntries(entries.filter(([key, inner]) => key !== 'traits' || Object.keys(inner).length > 0));
}

/** The operations, the errors, and the shapes of their inputs: nobody checks an output. Every function that serves one of them reads all of it when it starts. */
function served({ smithy, shapes }) {
  const kept = new Map();
  const keep = (id) => {
    const shape = shapes[id];
    if (shape === undefined || kept.has(id)) return;
    kept.set(id, shape);
    for (const { target } of [
      shape.input,
      shape.member,
      shape.key,
      shape.value,
      ...Object.values(shape.members ?? {}),
    ].filter((each) => each !== undefined))
      keep(target);
  };
  for (const [id, { type, traits = {} }] of Object.entries(shapes))
    if (type === 'operation' || 'smithy.api#error' in traits) keep(id);
  const known = Object.entries(shapes).filter(([id]) => kept.has(id));
  return { smithy, shapes: Object.fromEntries(known.map(([id, { output, errors, ...shape }]) => [id, shape])) };
}
