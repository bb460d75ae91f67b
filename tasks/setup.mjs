// Brings a fresh clone to where every other task can run: dependencies from the committed yarn release, then a build.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { capture, root } from './processes.mjs';

const stamp = join(root, 'node_modules/.installed-for');

/** Installs what yarn.lock says, unless that is what is installed already. */
export async function installDependencies() {
  const wanted = readFileSync(join(root, 'yarn.lock'), 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const { yarnPath } = yarnSettings();
  const env = { ...process.env, YARN_ENABLE_TELEMETRY: '0' };
  const { code, output } = await capture(process.execPath, [yarnPath, 'install', '--immutable'], { env });
  if (code !== 0) throw new Error(`Installing the dependencies failed:\n${output}`);
  if (statSync(join(root, 'node_modules')).isDirectory()) writeFileSync(stamp, wanted);
}

/** Fails with one sentence on a Node that is too old to run what is built here. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Error(`Node ${process.versions.node} is too old: install Node 20.19 or newer from https://nodejs.org.`);
}

function yarnSettings() {
  const line = readFileSync(join(root, '.yarnrc.yml'), 'utf8').match(/^yarnPath: (.+)$/m);
  if (!line) throw new Error('.yarnrc.yml names no yarnPath');
  return { yarnPath: line[1] };
}
