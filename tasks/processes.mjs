import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the repository. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Runs a command with its output shown; resolves to its exit code. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signal ? 1 : (code ?? 1)));
  });
}

/** Runs a Node script of the repository with its output shown; resolves to its exit code. */
export function runNode(script, args = [], { flags = [], ...options } = {}) {
  const env = { ...(options.env ?? process.env), NODE_NO_WARNINGS: '1' };
  return run(process.execPath, [...flags, script, ...args], { ...options, env });
}

/** Runs jest with its output shown; resolves to its exit code. */
export function runJest(args, options) {
  // Where all cores are busy, the threads that compile hot functions come too late, and tests take twice their time.
  const flags = ['--no-concurrent-recompilation'];
  return runNode('node_modules/jest/bin/jest.js', args, { ...options, flags });
}

/** Runs a command silently; resolves to its exit code and everything it printed. */
export function capture(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({ code: signal ? 1 : (code ?? 1), output: Buffer.concat(chunks).toString() }),
    );
  });
}

/** Runs a command silently; resolves to everything it printed. @throws {Error} with the end of that where it fails */
export async function succeed(command, args, options) {
  const { code, output } = await capture(command, args, options);
  if (code !== 0) throw new Error(`${[command, ...args].join(' ')} failed:\n${output.slice(-8_000)}`);
  return output;
}

/** Does the work for each item, two at a time: most of such work keeps one core busy. What comes first begins first. */
export async function twoAtATime(items, work) {
  const left = [...items];
  const worker = async () => {
    while (left.length > 0) await work(left.shift());
  };
  await Promise.all([worker(), worker()]);
}
