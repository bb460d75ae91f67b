import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const smithyFolder = dirname(fileURLToPath(import.meta.url));
export const clientSource = join(smithyFolder, '../src/packages/app-framework-client/src');
export const lockFile = join(smithyFolder, 'generated.lock.json');

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** One hash over all that goes into the generator, one over all that came out of it. */
export function generatedHashes() {
  const inputs = [
    ...filesBelow(join(smithyFolder, 'model')),
    join(smithyFolder, 'smithy-build.json'),
    join(smithyFolder, 'jars.sha256'),
  ];
  const outputs = [...filesBelow(clientSource), join(smithyFolder, 'model.json')];
  return { inputs: hashOf(inputs), outputs: hashOf(outputs) };
}

function hashOf(files) {
  const lines = files.map(
    (file) => `${sha256(readFileSync(file))}  ${relative(smithyFolder, file).split(sep).join('/')}`,
  );
  return sha256(lines.sort().join('\n'));
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
