// Fails when the model, the generated client and model.json do not belong together. Pure Node: no Java.
import { readFileSync } from 'node:fs';
import { generatedHashes, lockFile } from './hashes.mjs';

const locked = JSON.parse(readFileSync(lockFile, 'utf8'));
const actual = generatedHashes();
if (actual.inputs !== locked.inputs) {
  console.error(
    'The Smithy model changed after the client was generated: run `npm run generate` (needs Java and Maven) and commit the result.',
  );
  process.exit(1);
}
if (actual.outputs !== locked.outputs) {
  console.error(
    'Generated files were edited by hand: run `npm run generate` (needs Java and Maven), or restore them with git.',
  );
  process.exit(1);
}
