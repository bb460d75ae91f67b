// `node tasks/check-packages.mjs`: packs what is published and looks at the tarballs as those do who install them.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { minVersion, satisfies } from 'semver';
import ts from 'typescript';
import { packPackages } from './pack.mjs';
import { capture, root } from './processes.mjs';

/** Of all published packages together, unpacked, as npm counts them. */
// Half is the functions' bundles, each whole by itself, with the SDK's 200 kB; the rest mainly doors, each as a CommonJS and an ES module.
const mostBytes = 8_500_000;
const mostFiles = 450;

/** Bins and nothing to import: no types to ship, so none for attw to resolve. */
const withoutTypes = ['app-framework-ops-tools'];

/** Where other people's code is bundled in, with the text that carries its licences. */
const bundledInto = {
  'app-framework': ['assets/THIRD-PARTY-LICENSES.txt', 'lib/THIRD-PARTY-LICENSES.txt'],
  'app-framework-ops-tools': ['THIRD-PARTY-LICENSES.txt'],
};

const resolutions = ['node10', 'node16-cjs', 'node16-esm', 'bundler'];

/**
 * Packs the built packages and checks the tarballs, a line a check.
 *
 * @param {(line: string) => void} report
 * @throws {Error} with the list of everything that is wrong
 */
export async function checkPackages(report = () => {}) {
  const packages = await packPackages();
  const checks = [
    ['together they are small', () => checkTotal(packages)],
    ...packages.flatMap((packed) => [
      [`${packed.folder} holds what it must and no more`, () => checkFiles(packed)],
      [`${packed.folder} states its dependencies`, () => checkDependencies(packed)],
      [`${packed.folder} passes publint`, () => lint(packed)],
      ...(withoutTypes.includes(packed.folder)
        ? []
        : [[`${packed.folder} has types that resolve in ${resolutions.join(', ')}`, () => checkTypes(packed)]]),
    ]),
  ];
  checks.push([installedStrictly(packages), () => checkInstall(packages)]);
  const failures = [];
  for (const [name, check] of checks) {
    const faults = await check();
    if (faults === unreachable) {
      report(`skip ${name}: no registry could be reached`);
      continue;
    }
    report(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${name}`);
    failures.push(...faults.map((fault) => `${name}: ${fault}`));
  }
  const bytes = packages.reduce((sum, packed) => sum + bytesOf(packed), 0);
  report(`     ${countFiles(packages)} of ${mostFiles} files, ${bytes} of ${mostBytes} bytes`);
  if (failures.length > 0) throw new Error(`The packages are not fit to publish:\n  ${failures.join('\n  ')}`);
}

function checkTotal(packages) {
  const bytes = packages.reduce((sum, packed) => sum + bytesOf(packed), 0);
  const largest = packages.map((packed) => `${packed.folder} ${packed.files.length} files, ${bytesOf(packed)} bytes`);
  return [
    ...(bytes > mostBytes ? [`${bytes} bytes, the limit is ${mostBytes} (${largest.join('; ')})`] : []),
    ...(countFiles(packages) > mostFiles
      ? [`${countFiles(packages)} files, the limit is ${mostFiles} (${largest.join('; ')})`]
      : []),
  ];
}

function bytesOf({ files }) {
  return files.reduce((sum, { size }) => sum + size, 0);
}

function countFiles(packages) {
  return packages.reduce((sum, { files }) => sum + files.length, 0);
}

function checkFiles({ folder, files }) {
  const paths = files.map(({ path }) => path);
  const wanted = ['LICENSE', ...(bundledInto[folder] ?? [])];
  const unwanted = [
    [/(^|\/)node_modules\//, 'bundled node_modules'],
    [/(^|\/)(test|tests|__tests__|contract)\/|\.test\.|(^|\/)test_[^/]*\.py$|\.support\./, 'a test'],
    [/(?<!\.d)\.[cm]?ts$|^src\//, 'a source'],
    [/\.tsbuildinfo$|\.map$|\.tgz$|\.pyc$|(^|\/)(__pycache__|cdk\.out|\.cache)\//, 'something left by a build'],
    [/\.pem$|(^|\/)\.(env|npmrc)/, 'something private'],
  ];
  const types = paths.some((path) => /\.d\.[cm]?ts$/.test(path));
  return [
    ...wanted.filter((path) => !paths.includes(path)).map((path) => `${path} is missing`),
    ...(types || withoutTypes.includes(folder) ? [] : ['there are no types']),
    ...unwanted.flatMap(([pattern, what]) =>
      paths.filter((path) => pattern.test(path)).map((path) => `${path} is ${what}`),
    ),
  ];
}

/** What is required or imported, by code or by types, is a dependency; and what npm is told, it can install. */
function checkDependencies({ folder, manifest, unpacked, files }) {
  const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = manifest;
  const stated = { ...dependencies, ...peerDependencies };
  const code = files.filter(({ path }) => /(\.[cm]?js|\.d\.[cm]?ts)$/.test(path) && !path.startsWith('assets/'));
  const bundled = folder === 'app-framework-ops-tools';
  const missing = bundled
    ? []
    : code.flatMap(({ path }) => undeclared(path, readFileSync(join(unpacked, path), 'utf8'), manifest));
  const odd = Object.entries(stated).filter(([, range]) => !/^[\^~]?\d+\.\d+\.\d+(-[\w.]+)?$/.test(range));
  const optional = ['aws-cdk-lib', 'constructs'];
  const firm = folder === 'app-framework' ? optional : [];
  return [
    ...new Set(missing),
    ...odd.map(([name, range]) => `${name} has the range ${range}, which is no plain version range`),
    ...(bundled && Object.keys(stated).length > 0 ? ['it is one bundled file, but asks for other packages'] : []),
    ...(manifest.bundledDependencies || manifest.bundleDependencies ? ['it bundles dependencies'] : []),
    ...firm
      .filter((name) => !peerDependencies[name] || !peerDependenciesMeta[name]?.optional || dependencies[name])
      .map((name) => `${name} must be an optional peer, and nothing else`),
    ...(manifest.devDependencies || manifest.scripts ? ['package.json holds what only the repository needs'] : []),
  ];
}

function undeclared(path, text, { name, dependencies = {}, peerDependencies = {} }) {
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((target) => !target.startsWith('.'))
    .filter((target) => !target.startsWith('node:') && !builtinModules.includes(target))
    .map((target) => target.match(/^(@[^/]+\/)?[^/]+/)[0])
    .filter((target) => target !== name && !(target in dependencies) && !(target in peerDependencies))
    .map((target) => `${path} needs ${target}, which package.json does not state`);
}

/** Suggestions count too. All files of the folder are published: they were unpacked from the tarball. */
async function lint({ unpacked }) {
  const { messages, pkg } = await publint({ pkgDir: unpacked, strict: true, pack: false });
  return messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code);
}

/** What a check answers that needs the registry and does not reach it. */
const unreachable = Symbol('unreachable');

const promisesThisNode = ({ manifest }) => satisfies(process.versions.node, manifest.engines.node);

/** What `checkInstall` does here: which packages npm takes with `engine-strict`, and which ask for a later Node than this one. */
function installedStrictly(packages) {
  const names = (some) => some.map(({ folder }) => folder).join(', ');
  const others = packages.filter((packed) => !promisesThisNode(packed));
  const more = others.length === 0 ? '' : `, and without strictness, for they want a later one: ${names(others)}`;
  return `they install on Node ${process.versions.node} with strict engines: ${names(packages.filter(promisesThisNode))}${more}`;
}

/**
 * As npm installs the tarballs for somebody: strict about engines for those packages that promise this Node, then all of them together. Beyond
 * this Node, all that came with a package is held against the least Node that its own `engines` promises.
 */
async function checkInstall(packages) {
  const strict = packages.filter(promisesThisNode);
  const outcome = await install(strict, { folder: 'installed-strictly', isStrict: true });
  if (outcome.faults !== undefined) return outcome.faults;
  const { faults, folder } = await install(packages, {
    folder: 'installed',
    isStrict: strict.length === packages.length,
  });
  if (faults !== undefined) return faults;
  return packages.flatMap(({ manifest: { name, engines } }) => {
    const least = minVersion(engines.node);
    return withDependencies(join(folder, 'node_modules', name), folder)
      .filter((found) => found.engines?.node && !satisfies(least, found.engines.node))
      .map((found) => `${name} promises Node ${least}, but ${found.name}@${found.version} wants ${found.engines.node}`);
  });
}

async function install(packages, { folder: name, isStrict }) {
  const folder = join(root, '.cache/packages', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', `--engine-strict=${isStrict}`];
  const { code, output } = await capture('npm', ['install', ...options, ...packages.map(({ tarball }) => tarball)], {
    cwd: folder,
  });
  if (/\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENOTCACHED)\b/.test(output)) return { faults: unreachable };
  return code === 0 ? { folder } : { faults: [output.trim()] };
}

/** Manifests of an installed package and of all that it needs, found as Node finds them. */
function withDependencies(folder, top, seen = new Map()) {
  if (seen.has(folder)) return [];
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  seen.set(folder, manifest);
  for (const name of Object.keys(manifest.dependencies ?? {})) {
    let at = folder;
    while (at !== top && !existsSync(join(at, 'node_modules', name))) at = dirname(at);
    withDependencies(join(at, 'node_modules', name), top, seen);
  }
  return [...seen.values()];
}

/** Every entry point in every mode; no rule and no mode is ignored, by options or by a file. */
async function checkTypes({ tarball, unpacked }) {
  const { analysis } = await areTheTypesWrong(tarball, dirname(unpacked));
  if (!analysis.types) return ['attw finds no types'];
  const entries = Object.values(analysis.entrypoints).flatMap(({ subpath, resolutions: found }) =>
    resolutions.filter((mode) => !found[mode]?.resolution).map((mode) => `${subpath} does not resolve in ${mode}`),
  );
  const problems = analysis.problems.map(({ kind, entrypoint, resolutionKind, ...rest }) =>
    [kind, entrypoint, resolutionKind, entrypoint ? '' : JSON.stringify(rest)].filter(Boolean).join(' '),
  );
  return [...entries, ...problems];
}

/** Into a file, since attw ends without waiting for a pipe to be read. */
function areTheTypesWrong(tarball, folder) {
  const cli = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
  const file = join(folder, 'attw.json');
  const output = openSync(file, 'w');
  return new Promise((resolve, reject) => {
    const args = [cli, '--format', 'json', '--profile', 'strict', tarball];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', output, 'inherit'] });
    child.on('error', reject);
    child.on('close', (code) => {
      closeSync(output);
      const text = readFileSync(file, 'utf8');
      if (text.startsWith('{')) resolve(JSON.parse(text));
      else reject(new Error(`attw ended with ${code} on ${tarball}: ${text}`));
    });
  });
}

if (process.argv[1] === import.meta.filename) {
  try {
    await checkPackages((line) => console.log(line));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
