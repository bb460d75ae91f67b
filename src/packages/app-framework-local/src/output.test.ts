import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

const cli = ['--import', require.resolve('tsx'), join(__dirname, 'cli.ts')];
/** Prints one line to standard output and exits with 3. */
const status = [...cli, '--state', join(__dirname, 'no-such-state'), 'status'];
const env = { ...process.env, NODE_NO_WARNINGS: '1' };

async function ended(child: ReturnType<typeof spawn>): Promise<{ code: number | null; stderr: string }> {
  const chunks: Buffer[] = [];
  child.stderr?.on('data', (chunk) => chunks.push(chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stderr: Buffer.concat(chunks).toString() };
}

describe('tellLostOutput', () => {
  it('lets a command end as it would when its reader has gone', async () => {
    const child = spawn(process.execPath, status, { stdio: ['ignore', 'pipe', 'pipe'], env });
    child.stdout.destroy();

    expect(await ended(child)).toEqual({ code: 3, stderr: '' });
  });

  (existsSync('/dev/full') ? it : it.skip)('tells that the output was lost, with exit code 1', async () => {
    const full = await open('/dev/full', 'w');
    const child = spawn(process.execPath, status, { stdio: ['ignore', full.fd, 'pipe'], env });

    expect(await ended(child)).toEqual({ code: 1, stderr: expect.stringMatching(/could not be written: .*ENOSPC/) });
    await full.close();
  });
});
