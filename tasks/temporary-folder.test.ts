import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(__dirname, '..');
const runs = join(root, '.cache', 'tmp');

/** A run that makes something temporary, says where, and then ends as it is told. */
const program = (end: string) => `
  require(${JSON.stringify(join(__dirname, 'temporary-folder.cjs'))})();
  console.log(require('node:fs').mkdtempSync(require('node:path').join(require('node:os').tmpdir(), 'made-')));
  ${end}`;

async function runThatEnds(end: string, signal?: NodeJS.Signals) {
  const child = spawn(process.execPath, ['-e', program(end)], { stdio: ['ignore', 'pipe', 'inherit'] });
  // Listened for from the beginning: whoever is busy hears of the end before the line.
  const ending = new Promise((resolve) => child.once('exit', (code, by) => resolve(by ?? code)));
  const made = await new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve));
  if (signal) child.kill(signal);
  return { made, ended: await ending };
}

const forever = 'setInterval(() => undefined, 1000);';

describe('a run of tests or of a task', () => {
  it.each([
    ['ends', 'process.exitCode = 3;', undefined, 3],
    ['fails', 'process.exit(1);', undefined, 1],
    ['is interrupted', forever, 'SIGINT' as const, 'SIGINT'],
    ['is told to end', forever, 'SIGTERM' as const, 'SIGTERM'],
  ])('leaves nothing when it %s', async (_what, end, signal, expected) => {
    const { made, ended } = await runThatEnds(end, signal);

    expect(ended).toBe(expected);
    expect(relative(runs, made)).toMatch(/^\d+\/made-/);
    expect(existsSync(join(made, '..'))).toBe(false);
  });

  it('sweeps what a killed one left', async () => {
    const { made } = await runThatEnds(forever, 'SIGKILL');
    expect(existsSync(made)).toBe(true);

    await runThatEnds('');

    expect(existsSync(made)).toBe(false);
  });

  it('is this one too', () => {
    expect(relative(runs, mkdtempSync(join(tmpdir(), 'this-run-')))).toMatch(/^\d+\/this-run-/);
  });

  it('keeps the folders of runs that still run', async () => {
    const child = spawn(process.execPath, ['-e', program(forever)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ending = new Promise((resolve) => child.once('exit', resolve));
    try {
      const made = await new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve));

      await runThatEnds('');

      expect(existsSync(made)).toBe(true);
    } finally {
      child.kill();
      await ending;
    }
  });
});
