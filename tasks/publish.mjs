// `node tasks/publish.mjs v1.2.3`: publishes every package under one version, in the order of their dependencies, each with provenance.
// A version that the registry has already is passed over, so that a release that broke off can be run again.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { capture, root, run } from './processes.mjs';

const version = process.argv[2]?.match(/^v(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)$/)?.[1];
if (!version) throw new Error('usage: node tasks/publish.mjs v<major>.<minor>.<patch>');

// No package before those that it depends on.
const packages = ['app-framework-client', 'app-framework', 'app-framework-ops-tools', 'app-framework-local'];
const folders = packages.map((name) => join(root, 'src/packages', name));
const manifests = folders.map((folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
const ours = new Set(manifests.map(({ name }) => name));

for (const [index, manifest] of manifests.entries()) {
  const dependencies = Object.entries(manifest.dependencies ?? {}).map(([name, range]) => [
    name,
    ours.has(name) ? version : range,
  ]);
  const released = {
    ...manifest,
    version,
    dependencies: Object.fromEntries(dependencies),
    devDependencies: undefined,
    scripts: undefined,
  };
  writeFileSync(join(folders[index], 'package.json'), `${JSON.stringify(released, null, 2)}\n`);
  const known = await capture('npm', ['view', `${manifest.name}@${version}`, 'version']);
  if (known.code === 0 && known.output.includes(version)) {
    console.log(`${manifest.name}@${version} is published already`);
    continue;
  }
  const code = await run('npm', ['publish', '--provenance', '--access', 'public'], { cwd: folders[index] });
  if (code !== 0) throw new Error(`publishing ${manifest.name} failed; run the release again, it goes on here`);
}
