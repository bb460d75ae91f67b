import { spawn } from 'node:child_process';
import { CommandError } from '../command-line/failures';

/** Has npm install what a folder needs. What npm says goes to stderr: stdout is for the result. @throws CommandError where it fails */
export async function installPackages(folder: string): Promise<void> {
  const problem = await new Promise<string | undefined>((resolve) => {
    const npm = spawn('npm', ['install', '--no-audit', '--no-fund'], {
      cwd: folder,
      stdio: ['ignore', 2, 2],
      // There npm is a script for the shell.
      shell: process.platform === 'win32',
    });
    npm.on('error', ({ message }) => resolve(message));
    npm.on('close', (code, signal) => resolve(code === 0 ? undefined : `it ended with ${signal ?? code}`));
  });
  if (problem === undefined) return;
  throw new CommandError(
    'failed',
    `The files are in ${folder}, but npm install there failed: ${problem}. Run it there again; what it needs is in package.json.`,
  );
}
