import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../../../tasks/documents';

/** The `aws` of a folder: a machine need not have the command line of AWS, and this one is made of the same models. */
export function offerAws(folder: string): void {
  const [python = ''] = readdirSync(join(root, '.cache/python'));
  const command = [join(root, '.cache/python', python, 'bin/python'), join(__dirname, 'aws_command.py')];
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/aws'), `#!/bin/sh\nexec ${command.join(' ')} "$@"\n`, { mode: 0o700 });
}

/** Finds what is installed under its own name as `npx` does, without the second of processor time that npx takes for it. */
export function offerNpx(folder: string): void {
  const script = `#!/bin/sh
command="./node_modules/.bin/$(basename "$1")"
if [ ! -x "$command" ]; then
  PATH="\${PATH#*:}"
  exec npx "$@"
fi
shift
exec "$command" "$@"
`;
  writeFileSync(join(folder, 'bin/npx'), script, { mode: 0o700 });
}

/** Runs a block where the one before it has left off: same folder, same variables. Nothing is fetched from a registry. */
export function runInShell(folder: string, block: string): Promise<{ code: number; output: string }> {
  const script = `set -eu\n. ./.environment\n${block}\nexport -p > .environment`;
  const child = spawn('sh', ['-c', script], {
    cwd: folder,
    env: {
      PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
      npm_config_offline: 'true',
      npm_config_update_notifier: 'false',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    // What it said last may be read after its end; what it has left running in the background may hold its pipes for good.
    child.on('exit', (code) => {
      const end = () => resolve({ code: code ?? -1, output: Buffer.concat(chunks).toString() });
      const patience = setTimeout(end, 10_000);
      child.once('close', () => {
        clearTimeout(patience);
        end();
      });
    });
  });
}

/** What the first block of a folder begins with. Where commands are found, the shell says. */
export function saveEnvironment(folder: string, environment: NodeJS.ProcessEnv): void {
  const lines = Object.entries(environment)
    .filter(([name, value]) => /^(?!PATH$)[A-Z][A-Z0-9_]*$/.test(name) && value !== undefined)
    .map(([name, value]) => `export ${name}='${value?.replaceAll("'", `'\\''`)}'`);
  writeFileSync(join(folder, '.environment'), `${lines.join('\n')}\n`, { mode: 0o600 });
}
