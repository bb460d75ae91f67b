import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) {
    rmSync(folder, { recursive: true });
  }
});

describe('bundle-handlers', () => {
  it('bundles each handler into a folder of its own that needs nothing beside it', () => {
    const root = packageWith({
      'src/a/first.lambda.ts': "import { word } from './word';\nexport const handler = async () => word;",
      'src/a/word.ts': "export const word: string = 'first';",
      'src/b/second.lambda.ts': "export const handler = async () => 'second';",
      'build/handler-budgets.json': '{ "first": 2000, "second": 2000 }',
    });
    expect(bundle(root)).toMatchObject({ status: 0 });
    expect(answerOf(root, 'first')).toBe('first');
    expect(answerOf(root, 'second')).toBe('second');
  });

  it('writes the same bytes each time', () => {
    const files = {
      'src/first.lambda.ts': "import left from 'left';\nexport const handler = async () => left();",
      'node_modules/left/package.json': '{ "name": "left", "version": "1.0.0", "license": "MIT" }',
      'node_modules/left/index.js': "module.exports = () => 'left';",
      'build/handler-budgets.json': '{ "first": 4000 }',
    };
    const [one, other] = [packageWith(files), packageWith(files)];
    bundle(one);
    bundle(other);
    for (const file of ['first/index.js', 'THIRD-PARTY-LICENSES.txt']) {
      expect(readFileSync(join(one, 'assets', file))).toEqual(readFileSync(join(other, 'assets', file)));
    }
  });

  it('takes credentials from the environment in place of the chain of the SDK', () => {
    const root = packageWith({
      'src/first.lambda.ts':
        "import { defaultProvider } from '@aws-sdk/credential-provider-node';\nexport const handler = () => defaultProvider()();",
      'build/handler-budgets.json': '{ "first": 2000 }',
    });
    expect(bundle(root)).toMatchObject({ status: 0 });
    const credentials = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' };
    expect(answerOf(root, 'first', credentials)).toEqual({
      accessKeyId: 'id',
      secretAccessKey: 'secret',
      sessionToken: 'token',
    });
    expect(answerOf(root, 'first', { AWS_ACCESS_KEY_ID: 'id' })).toMatch('AWS_SECRET_ACCESS_KEY is not set');
  });

  it('collects the licence of each package that went in and of no other', () => {
    const root = packageWith({
      'src/first.lambda.ts': "import { used } from 'inside';\nexport const handler = async () => used;",
      'node_modules/inside/package.json': '{ "name": "inside", "version": "1.2.3", "license": "MIT" }',
      'node_modules/inside/index.js': "exports.used = 'used';",
      'node_modules/inside/LICENSE': 'Copyright the makers of inside',
      'node_modules/outside/package.json': '{ "name": "outside", "version": "1.0.0", "license": "MIT" }',
      'node_modules/outside/LICENSE': 'Copyright the makers of outside',
      'build/handler-budgets.json': '{ "first": 2000 }',
    });
    bundle(root);
    const licenses = readFileSync(join(root, 'assets', 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    expect(licenses).toContain('inside@1.2.3');
    expect(licenses).toContain('Copyright the makers of inside');
    expect(licenses).not.toContain('outside');
  });

  it('refuses a package under a licence that nobody decided on, and keeps what the last build made', () => {
    const files = {
      'src/first.lambda.ts': "import { used } from 'inside';\nexport const handler = async () => used;",
      'node_modules/inside/package.json': '{ "name": "inside", "version": "1.2.3", "license": "SSPL-1.0" }',
      'node_modules/inside/index.js': "exports.used = 'used';",
      'build/handler-budgets.json': '{ "first": 2000 }',
      'assets/first/index.js': 'the last build',
    };
    const root = packageWith(files);
    expect(bundle(root)).toMatchObject({ status: 1, stderr: expect.stringContaining('inside@1.2.3') });
    expect(readFileSync(join(root, 'assets/first/index.js'), 'utf8')).toBe('the last build');
  });

  it('fails when a handler is over its budget', () => {
    const root = packageWith({
      'src/first.lambda.ts': `export const handler = async () => '${'x'.repeat(500)}';`,
      'build/handler-budgets.json': '{ "first": 400 }',
    });
    expect(bundle(root)).toMatchObject({ status: 1, stderr: expect.stringMatching(/first: \d+ bytes, budget 400/) });
  });

  it('fails when a handler has no budget, or a budget no handler', () => {
    const root = packageWith({
      'src/first.lambda.ts': "export const handler = async () => 'first';",
      'build/handler-budgets.json': '{ "gone": 400 }',
    });
    const { status, stderr } = bundle(root);
    expect(status).toBe(1);
    expect(stderr).toContain('first has no budget');
    expect(stderr).toContain('a budget for gone');
  });

  it('refuses two handlers of one name', () => {
    const root = packageWith({
      'src/a/first.lambda.ts': "export const handler = async () => 'a';",
      'src/b/first.lambda.ts': "export const handler = async () => 'b';",
      'build/handler-budgets.json': '{ "first": 400 }',
    });
    expect(bundle(root)).toMatchObject({ status: 1, stderr: expect.stringContaining('two files are called first') });
    expect(existsSync(join(root, 'assets'))).toBe(false);
  });
});

function packageWith(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'bundle-'));
  folders.push(root);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

function bundle(root: string) {
  return spawnSync(process.execPath, [join(__dirname, 'bundle-handlers.mjs'), root], { encoding: 'utf8' });
}

/** What a bundled handler answers in a process of its own, or the message of the error that it throws. */
function answerOf(root: string, name: string, env: Record<string, string> = {}): unknown {
  const file = JSON.stringify(join(root, 'assets', name, 'index.js'));
  const script = `require(${file}).handler().catch((error) => error.message).then((answer) => console.log(JSON.stringify(answer)))`;
  const { stdout } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', env });
  return JSON.parse(stdout);
}
