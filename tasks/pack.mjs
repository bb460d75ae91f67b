// Packs the published packages as a release would, without touching the working tree.

import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './processes.mjs';
import { releasedManifest } from './released-manifest.mjs';

const runFile = promisify(execFile);

/** No package before those that it depends on. */
export const publishedFolders = [
  'app-framework-client',
  'app-framework',
  'app-framework-ops-tools',
  'app-framework-local',
];

/**
 * @typedef {object} PackedPackage
 * @property {string} folder below src/packages
 * @property {object} manifest package.json in the tarball
 * @property {string} tarball
 * @property {string} unpacked folder with the tarball's content
 * @property {{path: string, size: number}[]} files what is in it, sizes in bytes
 */

/**
 * Packs into a folder, and unpacks there. What was in it is gone.
 *
 * @returns {Promise<PackedPackage[]>}
 */
export async function packPackages(version = '0.0.0-check', target = join(root, '.cache/packages')) {
  rmSync(target, { recursive: true, force: true });
  const manifests = publishedFolders.map((folder) => read(join(root, 'src/packages', folder)));
  const ours = new Set(manifests.map(({ name }) => name));
  return Promise.all(
    publishedFolders.map(async (folder, index) => {
      const staged = join(target, folder, 'staged');
      stage(join(root, 'src/packages', folder), staged);
      const released = releasedManifest(manifests[index], { version, ours });
      writeFileSync(join(staged, 'package.json'), `${JSON.stringify(released, null, 2)}\n`);
      return pack(folder, staged, join(target, folder));
    }),
  );
}

/** Everything but what npm never packs; which of it is packed is for `files` in package.json to say. */
function stage(source, staged) {
  mkdirSync(staged, { recursive: true });
  cpSync(source, staged, {
    recursive: true,
    filter: (path) => !['node_modules', 'cdk.out', '.cache', 'package.json'].includes(basename(path)),
  });
}

async function pack(folder, staged, target) {
  const options = ['--ignore-scripts', '--json', '--loglevel=error', '--pack-destination', target];
  const { stdout } = await runFile('npm', ['pack', ...options], { cwd: staged });
  // An array up to npm 11, an object by name from npm 12 on.
  const [{ filename, files }] = Object.values(JSON.parse(stdout));
  const tarball = join(target, filename);
  await runFile('tar', ['-xzf', tarball, '-C', target]);
  const unpacked = join(target, 'package');
  return {
    folder,
    manifest: read(unpacked),
    tarball,
    unpacked,
    files: files.map(({ path, size }) => ({ path, size })),
  };
}

function read(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
