import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(__dirname, '..');
const framework = '@aws/app-framework-for-github-apps-on-aws';

const handler = `
export const handler = webhookHandler('issues.opened', async ({ issue, once }) => {
  await once('label', (octokit) => octokit.rest.issues.addLabels(issue({ labels: ['triage'] })));
});`;

const test = `
let bot;
beforeAll(async () => { bot = await startTestBot(); });
afterAll(() => bot.stop());
it('labels what is opened', async () => {
  expect(await bot.deliver(handler, 'issues.opened')).toEqual({ status: 'done' });
  expect(bot.writes()).toMatchObject([{ method: 'POST', body: { labels: ['triage'] } }]);
});`;

/** What the author of a bot writes, in the two kinds of modules. */
const commonJs = {
  'handler.cjs': `const { webhookHandler } = require('${framework}/handlers');${handler.replace('export const handler', 'exports.handler')}`,
  'bot.test.cjs': `const { startTestBot } = require('${framework}-local/testing');
const { handler } = require('./handler.cjs');${test}`,
};
const esModules = (more: string) => ({
  'handler.mjs': `import { webhookHandler } from '${framework}/handlers';${handler}`,
  'bot.test.mjs': `${more}import { startTestBot } from '${framework}-local/testing';
import { handler } from './handler.mjs';${test}`,
});

// Both give up after five seconds by themselves, which is what a busy machine may take.
const patience = '--testTimeout=300000';
const withJest = [
  'node_modules/jest/bin/jest.js',
  patience,
  '--config',
  '{"transform":{},"testMatch":["**/*.test.?js"]}',
];

const projects: Record<
  string,
  { readonly files: Readonly<Record<string, string>>; readonly command: readonly string[] }
> = {
  'jest and CommonJS': { files: commonJs, command: withJest },
  'jest and ES modules': { files: esModules(''), command: ['--experimental-vm-modules', ...withJest] },
  vitest: {
    files: esModules("import { afterAll, beforeAll, expect, it } from 'vitest';\n"),
    command: ['node_modules/vitest/vitest.mjs', 'run', '--no-cache', patience, '--hookTimeout=300000'],
  },
};

describe('the test kit, in a project that has only the packages', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'test-kit-'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each(Object.keys(projects))('works in %s', async (name) => {
    const { files, command } = projects[name] ?? { files: {}, command: [] };
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);

    const env = { PATH: process.env.PATH, HOME: folder, TMPDIR: folder, CI: 'true', NO_COLOR: '1' };
    const { stdout, stderr } = await run(process.execPath, command, { cwd: folder, env }).catch((error) => error);

    expect(`${stdout}${stderr}`).toMatch(/Tests:? {2,}1 passed/);
  });
});
