import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { load } from 'js-yaml';
import { satisfies } from 'semver';
import { neededByBots } from '../src/packages/app-framework-ops-tools/src/scaffold/bot-files';

const run = promisify(execFile);
const root = join(__dirname, '..');
const cli = join(root, 'src/packages/app-framework-ops-tools/lib/app-framework-cli.js');

// With the packages of this repository, as they are built, in place of those that `npm install` would bring. It is synthesized here, and
// deployed by scaffold.acceptance.test.ts.
describe('init', () => {
  let folder = '';
  const bot = () => join(folder, 'my-bot');
  const { PATH, CDK_VALIDATION } = process.env;
  const env = () => ({ PATH, CDK_VALIDATION, HOME: folder, TMPDIR: folder, CI: 'true', NO_COLOR: '1' });
  const node = (...args: readonly string[]) =>
    run(process.execPath, args, { cwd: bot(), env: env() }).catch((error) => error);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'scaffold-'));
    await run(process.execPath, [cli, 'init', 'my-bot', '--no-install'], { cwd: folder });
    symlinkSync(join(root, 'node_modules'), join(bot(), 'node_modules'));
    writeFileSync(join(bot(), 'package-lock.json'), '{}');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('writes a bot whose types fit and whose tests pass', async () => {
    const types = await node('node_modules/typescript/bin/tsc');
    expect(types.stdout).toBe('');
    const { scripts } = JSON.parse(readFileSync(join(bot(), 'package.json'), 'utf8'));
    const [, own = ''] = scripts.test.split(' && vitest ');
    const tests = await node('node_modules/vitest/vitest.mjs', ...own.split(' '), '--no-cache');
    expect(`${tests.stdout}${tests.stderr}`).toMatch(/Tests {2,}3 passed/);
  });

  it('writes a stack that synthesizes, with both functions bundled', async () => {
    const out = join(folder, 'cdk.out');
    const made = await run(process.execPath, ['--import', 'tsx', 'src/app.ts'], {
      cwd: bot(),
      env: { ...env(), CDK_OUTDIR: out },
    });
    expect(made).toBeDefined();
    const template = JSON.parse(readFileSync(join(out, 'my-bot.template.json'), 'utf8'));
    expect(Object.keys(template.Outputs)).toEqual(expect.arrayContaining(['WebhookEndpoint', 'WebhookSecretArn']));
    const code = readdirSync(out).filter((name) => name.startsWith('asset.'));
    const bundles = code.filter((name) => {
      const isFolder = !name.includes('.', 'asset.'.length);
      return isFolder && readdirSync(join(out, name)).includes('index.js') && read(out, name).includes('Thank you, @');
    });
    expect(bundles.length).toBeGreaterThan(0);
  });

  it('writes a role that deploys main of its repository, and a workflow that takes it', async () => {
    const out = join(folder, 'role.out');
    const context = { repository: 'octo-org/my-bot', repositoryId: '456789', ownerId: '123456' };
    await run(process.execPath, ['--import', 'tsx', 'src/deploy-role.ts'], {
      cwd: bot(),
      env: { ...env(), CDK_OUTDIR: out, CDK_CONTEXT_JSON: JSON.stringify(context) },
    });
    const template = readFileSync(join(out, 'my-bot-deploy-role.template.json'), 'utf8');
    expect(template).toContain('repo:octo-org@123456/my-bot@456789:ref:refs/heads/main');
    const workflow = load(readFileSync(join(bot(), '.github/workflows/deploy.yml'), 'utf8'));
    expect(workflow).toMatchObject({
      permissions: { contents: 'read', 'id-token': 'write' },
      jobs: { deploy: { if: "github.ref == 'refs/heads/main'" } },
    });
    expect(JSON.stringify(workflow)).toContain('vars.AWS_DEPLOY_ROLE_ARN');
  });

  it('asks for versions that the repository is tested with', () => {
    const needed = Object.entries({ ...neededByBots.dependencies, ...neededByBots.devDependencies });
    const found = needed.map(([name, range]) => {
      const { version } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'));
      return satisfies(version, range) ? 'fits' : `${name} ${range} does not take ${version}`;
    });
    expect(new Set(found)).toEqual(new Set(['fits']));
  });

  /** In the place of npm, which would ask a registry for packages that are not published yet. */
  async function initWithNpm(script: string, name: string) {
    const programs = mkdtempSync(join(folder, 'programs-'));
    writeFileSync(join(programs, 'npm'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const told = { ...env(), PATH: `${programs}:${process.env.PATH}` };
    return run(process.execPath, [cli, 'init', name, '--json'], { cwd: folder, env: told }).catch((error) => error);
  }

  it('has npm install what the bot needs, in its folder, and keeps stdout for the result', async () => {
    const { stdout, stderr } = await initWithNpm('echo "in $PWD: $*" && test -f package.json', 'bot-one');
    expect(stderr).toMatch(/in \S+\/bot-one: install --no-audit --no-fund\n/);
    expect(JSON.parse(stdout)).toMatchObject({ folder: 'bot-one', packages: 'installed' });
  });

  it('says where npm fails, and what is to be done about it', async () => {
    const refused = await initWithNpm('exit 7', 'bot-two');
    expect([refused.code, JSON.parse(refused.stdout).error?.kind ?? refused.stdout]).toEqual([1, 'failed']);
    expect(refused.stdout).toContain('npm install there failed: it ended with 7. Run it there again');
    expect(readdirSync(join(folder, 'bot-two'))).toContain('package.json');
  });

  it.each([
    ['a folder that is there', 'my-bot', 4, 'is there already, and nothing was written'],
    ['what cannot be a name', 'My_Bot', 2, 'cannot be the name of a bot'],
  ])('refuses %s', async (_what, name, exitCode, told) => {
    const refused = await run(process.execPath, [cli, 'init', name], { cwd: folder }).catch((error) => error);
    expect([refused.code, refused.stderr]).toEqual([exitCode, expect.stringContaining(told)]);
  });
});

function read(out: string, name: string): string {
  return readFileSync(join(out, name, 'index.js'), 'utf8');
}
