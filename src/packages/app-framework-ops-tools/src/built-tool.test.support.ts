import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

/** The streams, the user and the environment of a process. */
export interface Process {
  readonly stdout?: number | 'pipe' | 'unread';
  readonly stdin?: number | 'ignore';
  /** Modes mean nothing to root. */
  readonly uid?: number | undefined;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The tool, bundled from its sources, to be run in a process of its own. */
export async function buildTool() {
  const folder = mkdtempSync(join(tmpdir(), 'cli-'));
  await build({
    entryPoints: [join(__dirname, 'app-framework-cli.ts')],
    outfile: join(folder, 'lib/cli.js'),
    bundle: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  writeFileSync(join(folder, 'package.json'), '{"version":"1.2.3"}');
  return {
    folder,
    async run(args: readonly string[], { stdout = 'pipe', stdin = 'ignore', environment = {}, uid }: Process = {}) {
      const child = spawn(process.execPath, [join(folder, 'lib/cli.js'), ...args], {
        env: {
          PATH: process.env.PATH,
          AWS_REGION: 'us-east-1',
          AWS_ACCESS_KEY_ID: 'AKIDFAKE',
          AWS_SECRET_ACCESS_KEY: 'fake',
          ...environment,
        },
        ...(uid !== undefined && { uid }),
        stdio: [stdin, stdout === 'unread' ? 'pipe' : stdout, 'pipe'],
        timeout: 120_000,
      });
      const written = { stdout: '', stderr: '' };
      if (stdout === 'unread') child.stdout?.destroy();
      else child.stdout?.on('data', (chunk) => (written.stdout += chunk));
      child.stderr?.on('data', (chunk) => (written.stderr += chunk));
      const exitCode = await new Promise((resolve) => child.on('close', resolve));
      return { exitCode, ...written };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
