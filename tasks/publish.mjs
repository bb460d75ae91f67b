// `node tasks/publish.mjs v1.2.3`: publishes every package under one version, in the order of their dependencies, each with provenance.
// A version that the registry has already is passed over, so that a release that broke off can be run again.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { publishedFolders } from './pack.mjs';
import { capture, root, run } from './processes.mjs';
import { releasedManifest } from './released-manifest.mjs';

const version = process.argv[2]?.match(/^v(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)$/)?.[1];
if (!version) throw new Error('usage: node tasks/publish.mjs v<major>.<minor>.<patch>');

const folders = publishedFolders.map((name) => join(root, 'src/packages', name));
const manifests = folders.map((folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
const ours = new Set(manifests.map(({ name }) => name));

// Before the build, because the client carries its version in its user agent.
for (const [index, manifest] of manifests.entries()) write(index, { ...manifest, version });
await build((line) => console.log(line));

for (const [index, manifest] of manifests.entries()) {
  const released = releasedManifest(manifest, { version, ours });
  write(index, released);
  const known = await capture('npm', ['view', `${manifest.name}@${version}`, 'version']);
  if (known.code === 0 && known.output.includes(version)) {
    console.log(`${manifest.name}@${version} is published already`);
    continue;
  }
  const code = await run('npm', ['publish', '--provenance', '--access', 'public'], { cwd: folders[index] });
  if (code !== 0) throw new Error(`publishing ${manifest.name} failed; run the release again, it goes on here`);
}

function write(index, manifest) {
  writeFileSync(join(folders[index], 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
