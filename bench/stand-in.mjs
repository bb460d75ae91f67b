import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../tasks/processes.mjs';

const folder = join(root, '.cache/bench');

/**
 * Bundles the stand-in with esbuild's defaults for Node (neither `mainFields` nor `minify`), which is how it would be deployed.
 *
 * @returns {Promise<{file: string, bytes: number, minifiedBytes: number}>} what to load, its size, and what minifying would make of it
 */
export async function bundleStandIn() {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'stand-in.js');
  const options = {
    absWorkingDir: join(root, 'bench'),
    entryPoints: ['stand-in-handler.mjs'],
    bundle: true,
    platform: 'node',
    metafile: true,
    logLevel: 'warning',
  };
  const deployed = await build({ ...options, outfile: file });
  const minified = await build({ ...options, outfile: file, minify: true, write: false });
  return { file, bytes: bytesOf(deployed), minifiedBytes: bytesOf(minified) };
}

function bytesOf({ metafile }) {
  const [output] = Object.values(metafile.outputs);
  return output.bytes;
}
