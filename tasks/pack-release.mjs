// `node tasks/pack-release.mjs v1.2.3`: packs what is built here, and was tested here, as that release: tarballs, what is in them, in which
// order they are published. `tasks/publish.mjs` publishes what this left in `.cache/release`, elsewhere if need be.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { packPackages } from './pack.mjs';
import { root, succeed } from './processes.mjs';

/** Where a release lies until it is published. */
export const releaseFolder = join(root, '.cache/release');

/** Of a tag such as `v1.2.3` or `v1.2.3-rc.1`. */
export function versionOf(tag) {
  const version = tag?.match(/^v(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)$/)?.[1];
  if (!version) throw new Error(`A release is named v<major>.<minor>.<patch>, not ${tag ?? 'by nothing'}.`);
  return version;
}

/** Packs into the folder; answers the packages, the tarball of each in it, none before those that it depends on. */
export async function packRelease(version, folder = releaseFolder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const packed = await packPackages(version, join(root, '.cache/release-packing'));
  const packages = packed.map(({ manifest: { name }, tarball, unpacked, files }) => {
    const file = basename(tarball);
    copyFileSync(tarball, join(folder, file));
    return { name, version, file, bundled: bundledIn(unpacked, files) };
  });
  const bill = await billOfMaterials(packages, { version, folder });
  writeFileSync(join(folder, 'bill-of-materials.cdx.json'), `${JSON.stringify(bill, null, 2)}\n`);
  const published = packages.map(({ bundled, ...one }) => one);
  writeFileSync(join(folder, 'release.json'), `${JSON.stringify(published, null, 2)}\n`);
  return published;
}

/** What licences are told of, `name@version`, is what the bundles hold. */
function bundledIn(unpacked, files) {
  const told = files.filter(({ path }) => path.endsWith('THIRD-PARTY-LICENSES.txt'));
  const lines = told.flatMap(({ path }) => readFileSync(join(unpacked, path), 'utf8').split('\n'));
  const found = lines.flatMap((line) => {
    const [, name, version] = /^((?:@[\w.-]+\/)?[\w.-]+)@(\d+\.\d+\.\d+\S*)$/.exec(line) ?? [];
    return name ? [{ name, version }] : [];
  });
  return [...new Map(found.map((one) => [`${one.name}@${one.version}`, one])).values()];
}

/** CycloneDX, as npm writes it for somebody who installed all packages, with what their bundles hold. */
async function billOfMaterials(packages, { version, folder }) {
  const installed = join(root, '.cache/release-installed');
  rmSync(installed, { recursive: true, force: true });
  mkdirSync(installed, { recursive: true });
  const dependencies = Object.fromEntries(packages.map(({ name, file }) => [name, `file:${join(folder, file)}`]));
  const manifest = { name: 'app-framework-for-github-apps-on-aws', version, private: true, dependencies };
  writeFileSync(join(installed, 'package.json'), JSON.stringify(manifest));
  const options = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', '--omit', 'peer'];
  await succeed('npm', ['install', '--loglevel', 'error', ...options], { cwd: installed });
  const bill = JSON.parse(
    await succeed('npm', ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'peer'], { cwd: installed }),
  );
  const components = bill.components.map((component) => {
    const ours = packages.find(({ name }) => name === component.name);
    if (!ours) return component;
    // Where they lie on this machine is nobody's business; inside are the packages that were bundled.
    const { externalReferences, ...rest } = component;
    return { ...rest, components: ours.bundled.map(componentOf) };
  });
  return { ...bill, components };
}

function componentOf({ name, version }) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return { type: 'library', name, version, purl, properties: [{ name: 'cdx:npm:package:bundled', value: 'true' }] };
}

if (process.argv[1] === import.meta.filename) {
  const packages = await packRelease(versionOf(process.argv[2]));
  for (const { name, file } of packages) console.log(`${name}: ${file}`);
}
