import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

// Licences that a product under Apache-2.0 may ship. Another one is for a person to decide on, not for the build.
const accepted = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT']);

/**
 * Licence texts of every package that contributed to a bundle, from the bundler's own list of inputs.
 *
 * @param {import('esbuild').Metafile} metafile
 * @param {string} root folder that the paths in the metafile are relative to
 * @returns {string} the text, the same for the same inputs
 */
export function thirdPartyLicenses(metafile, root) {
  const packages = new Map();
  for (const output of Object.values(metafile.outputs)) {
    // What tree shaking left nothing of is not shipped.
    const shipped = Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    for (const [input] of shipped.filter(([path]) => path.includes('node_modules/'))) {
      const found = owningPackage(dirname(join(root, input)));
      packages.set(`${found.manifest.name}@${found.manifest.version}`, found);
    }
  }
  // Packages of one maker share one text: it is printed once, below all of their names.
  const byText = new Map();
  for (const name of [...packages.keys()].sort()) {
    const text = licence(name, packages.get(name));
    byText.set(text, [...(byText.get(text) ?? []), name]);
  }
  const rule = '='.repeat(80);
  const sections = [...byText].map(([text, names]) => `${rule}\n${names.join('\n')}\n${rule}\n\n${text}\n`);
  return [`The files in this folder contain code of ${packages.size} packages.\n`, ...sections].join('\n');
}

function owningPackage(folder) {
  const file = join(folder, 'package.json');
  if (existsSync(file)) {
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    // Packages put a nameless package.json into folders to tell module kinds apart.
    if (manifest.name && manifest.version) {
      // Some have their name in it, too: the licence stands with the whole.
      const whole = manifest.license === undefined ? owningPackage(dirname(folder)) : undefined;
      return whole?.manifest.name === manifest.name ? whole : { folder, manifest };
    }
  }
  if (dirname(folder) === folder) {
    throw new Error(`No package.json above ${folder}: cannot tell whose licence covers what is bundled from there.`);
  }
  return owningPackage(dirname(folder));
}

function licence(name, { folder, manifest }) {
  if (!accepted.has(manifest.license)) {
    throw new Error(
      `${name} is bundled into a handler under the licence ${manifest.license}, which is not among ` +
        `${[...accepted].join(', ')}. Do without it, or decide on it in build/third-party-licenses.mjs.`,
    );
  }
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
  return [`Licence: ${manifest.license}`, ...(texts.length > 0 ? texts : ['The package carries no text of it.'])].join(
    '\n\n',
  );
}
