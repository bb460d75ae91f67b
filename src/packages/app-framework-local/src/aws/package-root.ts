import { join } from 'node:path';

/** The folder of this package; `src/aws` and the compiled `lib/aws` are equally deep in it. */
export const packageRoot = join(__dirname, '..', '..');
