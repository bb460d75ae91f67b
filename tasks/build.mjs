// Compiles every package in the order of its dependencies, and puts the licence beside what is published.
import { chmodSync, copyFileSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { capture, root } from './processes.mjs';

const order = [
  'app-framework-client',
  'app-framework',
  'app-framework-ops-tools',
  'app-framework-local',
  'app-framework-test-app',
];

export async function build(report = () => {}) {
  const known = readdirSync(join(root, 'src/packages')).sort();
  if (known.join() !== [...order].sort().join())
    throw new Error(`tasks/build.mjs knows ${order}, src/packages has ${known}`);
  const [client, framework, ...rest] = order;
  await compile(client, report);
  await compile(framework, report);
  await Promise.all(rest.map((folder) => compile(folder, report)));
}

async function compile(folder, report) {
  const cwd = join(root, 'src/packages', folder);
  const manifest = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'));
  const env = {
    ...process.env,
    PATH: `${join(root, 'node_modules/.bin')}:${dirname(process.execPath)}:${process.env.PATH}`,
  };
  const { code, output } = await capture('sh', ['-c', manifest.scripts.compile], { cwd, env });
  if (code !== 0) throw new Error(`Compiling ${folder} failed:\n${output}`);
  if (!manifest.private) copyFileSync(join(root, 'LICENSE'), join(cwd, 'LICENSE'));
  for (const [name, file] of binsOf(manifest)) linkBin(name, join(cwd, file));
  report(`compiled ${folder}`);
}

function binsOf({ name, bin = {} }) {
  return typeof bin === 'string' ? [[basename(name), bin]] : Object.entries(bin);
}

/** As an installed package has it: so `npx` finds our commands here, too. The package manager runs before there is anything to link. */
function linkBin(name, file) {
  const link = join(root, 'node_modules/.bin', name);
  chmodSync(file, 0o755);
  rmSync(link, { force: true });
  symlinkSync(relative(dirname(link), file), link);
}

if (process.argv[1] === import.meta.filename) {
  try {
    await build((line) => console.log(line));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
