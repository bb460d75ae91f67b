import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const runner = join(__dirname, '..', 'node_modules/jest/bin/jest.js');

/** Beside another one: jest runs a single file in its own process. */
const files = {
  'leaving.test.js': `it('passes, and leaves a process behind', () => {
    const left = require('node:child_process').spawn('sleep', ['120'], { detached: true, stdio: ['ignore', 'ignore', 'inherit'] });
    require('node:fs').writeFileSync(__dirname + '/left', String(left.pid));
    left.unref();
  });`,
  'other.test.js': "it('passes', () => undefined);",
  'teardown.js': `module.exports = () => require(${JSON.stringify(join(__dirname, 'end-of-run.cjs'))})(undefined, undefined, 1);`,
  'package.json': '{ "jest": { "globalTeardown": "./teardown.js", "transform": {} } }',
};

describe('a run of jest', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'end-of-run-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  });
  afterEach(() => {
    process.kill(Number(readFileSync(join(folder, 'left'), 'utf8')));
    rmSync(folder, { recursive: true, force: true });
  });

  it('ends, and fails, where a test left a process behind that holds its pipes', async () => {
    const ended = await run(process.execPath, [runner, '--maxWorkers=2'], {
      cwd: folder,
      env: { PATH: process.env.PATH },
    }).catch((error) => error);
    expect(ended.stderr).toMatch(/Tests: +2 passed[\s\S]*jest has not ended 1 s after its last test/);
    expect(ended.code).toBe(1);
  });
});
