import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ncc from '@vercel/ncc';
import { build } from 'esbuild';
import webpack from 'webpack';
import { type FakeGitHub, startFakeGitHub } from '../src/github/fake-github.test.support';

const run = promisify(execFile);
const root = join(__dirname, '../../../..');
const framework = '@aws/app-framework-for-github-apps-on-aws';

/** What somebody's code does with each door; it prints one line. */
const programs = {
  runtime: `
    import { AppFrameworkServiceException, NotFoundError, createKmsJwt, createTokenSource } from '${framework}/runtime';
    const tokens = createTokenSource({ installationAccessTokenEndpoint: process.env.SERVER, appTokenEndpoint: process.env.SERVER, appId: 7 });
    async function main() {
      const { token } = await tokens.installationToken({ owner: 'acme' });
      const { jwt } = await createKmsJwt({ keyId: 'alias/a' })(7);
      const error = await tokens.appToken().catch((thrown) => thrown);
      const known = error instanceof NotFoundError && error instanceof AppFrameworkServiceException;
      console.log([token, jwt.split('.').length, known].join(' '));
    }
    main();`,
  operator: `
    import { createGitHub, createKmsSigner, parsePrivateKey } from '${framework}/operator';
    async function main() {
      const { kind, data } = await createGitHub().request({ baseUrl: process.env.SERVER, route: 'GET /app', token: 'a.b.c' });
      console.log([kind, data.id, typeof createKmsSigner, typeof parsePrivateKey].join(' '));
    }
    main();`,
  handlers: `
    import { webhookHandler } from '${framework}/handlers';
    const handler = webhookHandler('issues.opened', async ({ octokit }) => void (await octokit.rest.meta.root()));
    handler({ Records: [] }, { getRemainingTimeInMillis: () => 10_000 }).then((answer) => console.log(JSON.stringify(answer)));`,
};
const printed = {
  runtime: 'ghs_1 3 true',
  operator: 'answered 7 function function',
  handlers: '{"batchItemFailures":[]}',
};
const doors = ['runtime', 'operator', 'handlers'] as const;
type Door = (typeof doors)[number];

/** Writes a bundle of the entry into the folder, and says what it is called. */
const bundlers: Record<string, (entry: string, folder: string) => Promise<string>> = {
  'esbuild to an ES module': (entry, folder) => esbuild({ entry, outfile: join(folder, 'out.mjs'), format: 'esm' }),
  'esbuild to CommonJS': (entry, folder) => esbuild({ entry, outfile: join(folder, 'out.cjs'), format: 'cjs' }),
  async webpack(entry, folder) {
    const settings = { mode: 'production', target: 'node20', optimization: { minimize: false } } as const;
    const compiler = webpack({ ...settings, entry, output: { path: folder, filename: 'out.cjs' } });
    const stats = await promisify(compiler.run.bind(compiler))();
    if (stats?.hasErrors()) throw new Error(stats.toString('errors-only'));
    return join(folder, 'out.cjs');
  },
  async ncc(entry, folder) {
    const { code, assets } = await ncc(entry, { minify: false, sourceMap: false, quiet: true, esm: false });
    writeFileSync(join(folder, 'out.cjs'), code);
    for (const [name, { source }] of Object.entries(assets)) {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), source);
    }
    return join(folder, 'out.cjs');
  },
};

async function esbuild({ entry, outfile, format }: { entry: string; outfile: string; format: 'esm' | 'cjs' }) {
  const settings = { bundle: true, platform: 'node', logLevel: 'silent' } as const;
  const { warnings } = await build({ ...settings, entryPoints: [entry], outfile, format });
  // Whoever bundles a door gets no warnings of ours to look through.
  expect(warnings.map(({ text }) => text)).toEqual([]);
  return outfile;
}

describe('the doors of the package', () => {
  let server: FakeGitHub;
  let folder: string;
  beforeAll(async () => {
    server = await startFakeGitHub();
    server.on('GET /app', { body: { id: 7 } });
    server.on('POST /tokens/installation', {
      body: {
        installationToken: 'ghs_1',
        appId: 7,
        installationId: 71,
        nodeId: 'O_1',
        expirationTime: new Date(Date.now() + 3_600_000).toISOString(),
        actualScopeDown: {},
      },
    });
    server.on('POST /tokens/app', {
      status: 404,
      headers: { 'x-amzn-errortype': 'NotFoundError' },
      body: { message: 'no such App' },
    });
    server.on('POST /', { body: { Signature: Buffer.from('signature').toString('base64') } });
    folder = mkdtempSync(join(tmpdir(), 'doors-'));
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  const given = (door: Door, name: string): string => {
    const entry = join(folder, `${door}-${name.replace(/\W/g, '-')}`, 'entry.mjs');
    mkdirSync(join(entry, '..'));
    writeFileSync(entry, programs[door]);
    return entry;
  };
  const environment = () => ({
    PATH: process.env.PATH,
    SERVER: server.url,
    AWS_ENDPOINT_URL: server.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIDFAKE',
    AWS_SECRET_ACCESS_KEY: 'fake',
    AWS_MAX_ATTEMPTS: '1',
    APP_FRAMEWORK_WEBHOOK_HANDLER: 'greet',
    APP_FRAMEWORK_WEBHOOK_LEDGER: 'ledger',
    APP_FRAMEWORK_WEBHOOK_QUEUE_URL: server.url,
    APP_FRAMEWORK_GITHUB_API_URLS: '{}',
    NODE_NO_WARNINGS: '1',
  });
  const runs = async (file: string) =>
    (await run(process.execPath, [file], { env: environment(), cwd: folder })).stdout.trim();

  const cases = Object.keys(bundlers).flatMap((bundler) => doors.map((door) => [door, bundler] as const));
  it.each(cases)('run where /%s was bundled by %s', async (door, bundler) => {
    const entry = given(door, bundler);
    const bundle = bundlers[bundler];
    if (!bundle) throw new Error(`There is no ${bundler}.`);
    expect(await runs(await bundle(entry, join(entry, '..')))).toBe(printed[door]);
  });

  it.each(doors)('run unbundled, /%s as an ES module', async (door) => {
    expect(await runs(given(door, 'plain'))).toBe(printed[door]);
  });

  it.each(doors)('load in a jest that knows no ES modules: /%s', async (door) => {
    const at = join(given(door, 'jest'), '..');
    writeFileSync(join(at, 'package.json'), '{}');
    writeFileSync(
      join(at, 'door.test.js'),
      `test('loads', async () => {
      const door = require('${framework}/${door}');
      if (door.createKmsJwt) await door.createKmsJwt({ keyId: 'alias/a' })(7);
      else expect(typeof (door.createGitHub ?? door.webhookHandler)).toBe('function');
    });`,
    );
    const jest = join(root, 'node_modules/jest/bin/jest.js');
    await run(process.execPath, [jest, '--rootDir', at, '--config', '{"transform":{}}'], {
      env: environment(),
      cwd: at,
    });
  });
});
