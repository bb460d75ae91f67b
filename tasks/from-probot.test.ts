import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import { blocksOf, root } from './documents';

const run = promisify(execFile);

/** The app that Probot's own introduction begins with, and a handler that fails. */
const app = `let starts = 0;
export default (app) => {
  starts += 1;
  if (starts === 1) throw new Error('not ready');
  app.on('issues.opened', async (context) => {
    const issueComment = context.issue({ body: 'Thanks for opening this issue!' });
    return context.octokit.rest.issues.createComment(issueComment);
  });
  app.on('issues.reopened', async () => { throw new Error('no success'); });
};`;

const program = `import { startTestBot } from '@aws/app-framework-for-github-apps-on-aws-local/testing';
import app from './app.mjs';
import { fromProbot } from './from-probot.mjs';
const bot = await startTestBot();
const handler = fromProbot(app);
const first = await bot.deliver(handler, 'issues.opened');
const homeless = await bot.deliver(handler, { event: 'ping', payload: { zen: 'Design for failure.' } });
const opened = [await bot.deliver(handler, 'issues.opened'), await bot.deliver(handler, 'issues.opened')];
const failed = await bot.deliver(handler, 'issues.reopened');
console.log('ANSWER ' + JSON.stringify({ first, homeless, opened, failed, writes: bot.writes() }));
await bot.stop();
process.exit(0);`;

describe('fromProbot, as the document shows it', () => {
  it('runs a Probot app unchanged, also one that did not start at first', async () => {
    const [shown] = blocksOf('docs/from-probot.md').filter(({ text }) => text.includes('function fromProbot'));
    const folder = mkdtempSync(join(tmpdir(), 'probot-'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const { code } = await transform(shown?.text ?? '', { loader: 'ts' });
    writeFileSync(join(folder, 'from-probot.mjs'), code);
    writeFileSync(join(folder, 'app.mjs'), app);
    writeFileSync(join(folder, 'main.mjs'), program);

    const env = { PATH: process.env.PATH, HOME: folder, LOG_LEVEL: 'fatal' };
    const { stdout, stderr } = await run(process.execPath, ['main.mjs'], { cwd: folder, env, timeout: 120_000 }).catch(
      (error) => error,
    );
    rmSync(folder, { recursive: true, force: true });

    const answered = /^ANSWER (.*)$/m.exec(stdout)?.[1];
    if (!answered) throw new Error(`The program ended without an answer: ${stdout}${stderr}`);
    const comment = {
      method: 'POST',
      path: '/repos/Codertocat/Hello-World/issues/1/comments',
      query: {},
      body: { body: 'Thanks for opening this issue!' },
    };
    expect(JSON.parse(answered)).toEqual({
      first: { status: 'retry', reason: expect.stringContaining('not ready') },
      homeless: { status: 'parked', reason: expect.stringContaining('belongs to none') },
      opened: [{ status: 'done' }, { status: 'done' }],
      failed: { status: 'retry', reason: expect.stringContaining('no success') },
      writes: [comment, comment],
    });
  });
});
