import { join } from 'node:path';

/** Where package.json and the emulator are: sources and what is built of them are both one folder below. */
export const packageRoot = join(__dirname, '..');
