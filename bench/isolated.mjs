// Runs a figure in a process of its own: what it leaves in memory, or sets in its environment, meets no other figure.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(import.meta.url);

/**
 * @param {string} module file beside this one
 * @param {string} name of the function that it exports
 * @param {{input?: object, env?: Record<string, string>}} options what the function is called with, and the environment of the process
 */
export function isolated(module, name, { input = {}, env = process.env } = {}) {
  const child = fork(file, [module, name], {
    env: { ...env, NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const errors = [];
  child.stderr.on('data', (chunk) => errors.push(chunk));
  return new Promise((resolve, reject) => {
    let answer;
    child.on('message', (message) => {
      answer = message;
    });
    child.on('error', reject);
    child.on('close', () => {
      if (answer) resolve(answer.result);
      else reject(new Error(`${module} did not finish:\n${Buffer.concat(errors).toString().slice(-4_000)}`));
    });
    child.send(input);
  });
}

if (process.argv[1] === file) {
  const [, , module, name] = process.argv;
  process.once('message', async (input) => {
    const figure = await import(new URL(module, import.meta.url));
    const result = await figure[name](input);
    process.send({ result }, () => process.exit(0));
  });
}
