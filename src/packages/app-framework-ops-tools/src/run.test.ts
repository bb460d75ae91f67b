import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RETIREMENT_WAIT_SECONDS as documented } from '@aws/app-framework-for-github-apps-on-aws/operator';
import { RETIREMENT_WAIT_SECONDS } from './keys/key-commands';
import { createProgram, pathOf } from './program';
import { runTool } from './tool-world.test.support';

const runWith = (...args: string[]) => runTool(args);

const { commands: ofTool } = createProgram({ version: '1.2.3', invoke: async () => {} });
const firstWords = ofTool.map((command) => command.name());
const commands = ofTool
  .flatMap((command) => (command.commands.length > 0 ? command.commands : [command]))
  .map((command) => pathOf(command));

describe('run', () => {
  it('knows the commands', () => {
    expect(commands).toEqual([
      'import-private-key',
      'retire-keys',
      'list-keys',
      'adopt-keys',
      'get-table-name',
      'check-ceilings',
      'refresh',
      'get-app-token',
      'get-installation-token',
      'git-credential',
      'revoke-tokens',
      'list-installations',
      'deliveries list',
      'deliveries show',
      'deliveries explain',
      'deliveries redrive',
      'deliveries replay',
      'deliveries recover',
      'deliveries follow',
      'redrive',
      'jobs list',
      'jobs show',
      'jobs cancel',
      'jobs rerun',
      'logs who-held',
      'logs delivery',
      'logs tokens',
      'logs denied',
      'logs errors',
      'triggers put',
      'triggers list',
      'triggers delete',
      'triggers test',
      'integrations link',
      'integrations list',
      'integrations revoke',
      'update-webhook-config',
      'rotate-webhook-secret',
      'show-user',
      'revoke-user',
      'device-flow-auth',
      'setup',
      'app-status',
      'recover-deployment',
      'doctor',
      'open',
      'init',
    ]);
  });

  it('waits as long as the framework says why', () => {
    expect(RETIREMENT_WAIT_SECONDS).toBe(documented);
  });

  it.each([[], ['--help'], ['-h']])('prints help for %p', async (...args) => {
    const { exitCode, stdout } = await runWith(...args);
    expect(exitCode).toBe(0);
    expect(firstWords.filter((name) => !stdout.includes(name))).toEqual([]);
    expect(stdout).toContain('Exit codes:');
  });

  it.each(commands)('prints help with an example and the exit codes for %s', async (name) => {
    const { exitCode, stdout } = await runWith(...name.split(' '), '--help');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`Example:\\n {2}\\$ app-framework-for-github-apps-on-aws-ops-tools ${name}`));
    expect(stdout).toContain('--json');
    expect(stdout).toContain('6  partly done');
  });

  it.each([[], ...commands.map((name) => name.split(' ')), ['deliveries']])(
    'keeps its help within 80 columns: %p',
    async (...args) => {
      const { stdout } = await runWith(...args, '--help');
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    },
  );

  it.each(
    commands.filter(
      (name) =>
        !/^(init|open|setup|get-table-name|redrive|deliveries .*|jobs .*|logs .*|triggers .*|integrations .*|.*-webhook-.*|.*-user|device-flow-auth)$/.test(
          name,
        ),
    ),
  )('takes the table in both spellings: %s', async (name) => {
    const own: Record<string, string[]> = {
      'import-private-key': ['gone.pem', '7', '--yes'],
      'retire-keys': ['--app-id', '7'],
      'get-app-token': ['7'],
      'get-installation-token': ['7'],
      'git-credential': ['7'],
      'revoke-tokens': ['7'],
      'app-status': ['--app-id', '7'],
      'recover-deployment': ['--app-id', '7'],
    };
    const last = name === 'git-credential' ? ['get'] : [];
    const args = [name, ...(own[name] ?? [])];
    const { exitCode, stderr } = await runWith(...args, 'apps', ...last, '--table', 'others');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Two App tables are named, apps and others.');
    expect((await runWith(...args, 'apps', ...last, '--table', 'apps')).stderr).not.toContain('Two App tables');
  });

  it('gives examples that parse', async () => {
    for (const name of commands) {
      const { stdout } = await runWith(...name.split(' '), '--help');
      const example = /\$ \S+ (.*)/.exec(stdout.replace(/ \\\n +/g, ' '))?.[1];
      const args = example?.split(' ') ?? [];
      const invoked: string[] = [];
      const program = createProgram({ version: '1', invoke: async ({ format }) => void invoked.push(format) });
      await program.parseAsync(args, { from: 'user' });
      expect(invoked).toHaveLength(1);
    }
  });

  it.each(['--version', '-V'])('prints its version for %s', async (option) => {
    expect(await runWith(option)).toMatchObject({ exitCode: 0, stdout: '1.2.3\n', stderr: '' });
  });

  it.each([
    [['nope'], /unknown command 'nope'/],
    [['import-private-key'], /missing required argument 'pem'/],
    [['import-private-key', 'a.pem', 'Iv1.x'], /whole number/],
    [['import-private-key', 'a.pem', '7', 'apps', 'more'], /too many arguments/],
    [['import-private-key', 'a.pem', '7', '--yes', '--keep-pem'], /cannot be used with/],
    [['import-private-key', 'a.pem', '7', '--github-api-url', 'http://ghe.example.com'], /https/],
    [['get-installation-token', '7'], /exactly one of --node-id, --installation-id, --owner and --enterprise/],
    [['get-installation-token', '7', '--node-id', 'O_1', '--owner', 'octo'], /cannot be used with/],
    [['get-installation-token', '7', '--owner', 'octo', '--permission', 'contents'], /name=level/],
    [['get-installation-token', '7', '--owner', 'octo', '--format', 'yaml'], /Allowed choices are env, token, json/],
    [['get-installation-token', '7', '--owner', 'octo', '--endpoint', 'http://tokens.example'], /https/],
    [['git-credential', '7'], /missing required argument 'operation'/],
    [['git-credential', '7', 'get'], /run by git/],
    [['retire-keys'], /required option '--app-id/],
    [['retire-keys', '--app-id', '7', '--schedule-deletion', '6'], /7 to 30/],
    [['retire-keys', '--app-id', '7', '--wait', '7m'], /whole number of seconds/],
    [['retire-keys', '--app-id', '7', '--table', 'apps', '--now'], /disables at once every key .* give --yes/],
    [
      ['retire-keys', '--app-id', '7', '--table', 'apps', '--schedule-deletion', '30'],
      /has KMS delete in 30 days every key .* but the one that it signs with/,
    ],
    [['list-keys', '--app-id', 'seven'], /whole number/],
    [['get-app-token'], /missing required argument 'appId'/],
  ])('refuses %p as a wrong command line', async (args, message) => {
    const { exitCode, stdout, stderr } = await runWith(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('answers failures as one JSON document with --json', async () => {
    const { exitCode, stdout, stderr } = await runWith('get-installation-token', '7', '--json');
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({ error: { kind: 'usage', message: expect.stringContaining('--node-id') } });
  });

  describe('import-private-key before anything is asked of AWS', () => {
    let folder: string;
    let pem: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'run-'));
      pem = join(folder, 'app.pem');
      await writeFile(pem, '-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----\n');
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    it('refuses to guess what is to become of the PEM file where nobody can be asked', async () => {
      const { exitCode, stderr } = await runWith('import-private-key', pem, '7');
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/--yes.*--keep-pem/);
    });

    it('refuses a file that is not there', async () => {
      expect(await runWith('import-private-key', join(folder, 'gone.pem'), '7', '--yes')).toMatchObject({
        exitCode: 3,
      });
    });

    it('refuses a file that is no private key', async () => {
      const { exitCode, stderr } = await runWith('import-private-key', pem, '7', '--yes');
      expect(exitCode).toBe(4);
      expect(stderr).toMatch(/it is a public key/);
    });
  });
});
