import { chmodSync, chownSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildTool, type Process } from './built-tool.test.support';
import { appPem, startToolWorld } from './tool-world.test.support';

// The tool in a process of its own, with the streams that a shell gives it.
describe('the tool as a process', () => {
  let folder = '';
  let built: Awaited<ReturnType<typeof buildTool>>;
  let world: Awaited<ReturnType<typeof startToolWorld>>;

  beforeAll(async () => {
    world = await startToolWorld();
    built = await buildTool();
    folder = built.folder;
  });
  beforeEach(() => world.reset());
  afterAll(async () => {
    built?.remove();
    await world.stop();
  });

  const tool = (args: readonly string[], surroundings: Process = {}) => built.run(args, surroundings);
  const token = () => ['get-installation-token', '7', '--owner', 'octo-org', '--endpoint', world.url, '--show-token'];

  it('writes its result, and nothing else on any supported Node', async () => {
    const { exitCode, stdout, stderr } = await tool([...token(), '--format', 'token']);
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: 'ghs_1.a-b.c_d\n', stderr: '' });
  });

  it('takes variables that are set but empty for ones that are not', async () => {
    const empty = { AWS_REGION: '', AWS_PROFILE: '', APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT: '' };
    const environment = { ...empty, AWS_DEFAULT_REGION: 'eu-west-1', AWS_ENDPOINT_URL: '' };
    expect(await tool([...token(), '--format', 'token'], { environment })).toMatchObject({ exitCode: 0, stderr: '' });
    const { exitCode, stderr } = await tool(['import-private-key', 'gone.pem', '7', '--yes'], {
      environment: { APP_FRAMEWORK_RETIREMENT_WAIT: '', GITHUB_API_URL: '' },
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: 'error: There is no file gone.pem.\n' });
  });

  const full = () => openSync('/dev/full', 'w');
  it.each([[['--version']], [['--help']], [['refresh', '--help']], [['token']]])(
    'fails where the output of %p finds no room',
    async ([first = '', ...rest]) => {
      const args = first === 'token' ? token() : [first, ...rest];
      const { exitCode, stderr } = await tool(args, { stdout: full() });
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^error: The output could not be written: .*ENOSPC/);
    },
  );

  it('keeps the code of a failure that could not be written', async () => {
    expect((await tool(['get-installation-token', '7', '--json'], { stdout: full() })).exitCode).toBe(2);
  });

  it('fails without a word where nobody reads its output', async () => {
    expect(await tool(token(), { stdout: 'unread' })).toMatchObject({ exitCode: 1, stderr: '' });
  });

  describe('import-private-key', () => {
    let place = '';
    let pem = '';
    beforeEach(() => {
      place = mkdtempSync(join(folder, 'keys-'));
      pem = join(place, 'app.pem');
      writeFileSync(pem, appPem);
      // Whoever is not root has to get at the tool.
      chmodSync(folder, 0o755);
    });
    const uid = process.getuid?.() === 0 ? 65_534 : undefined;
    const own = () => chownSync(pem, uid ?? process.getuid?.() ?? 0, process.getgid?.() ?? 0);

    it.each<[string, () => void, RegExp]>([
      ['a key that only may be read', () => chmodSync(pem, 0o400), /may not be overwritten by you \(EACCES\)/],
      ['a folder that only may be read', () => chmodSync(place, 0o555), /removed by you from its folder \(EACCES\)/],
      [
        'a folder as /tmp',
        () => chmodSync(place, 0o1777),
        uid === undefined ? /ENOTFOUND|ECONNREFUSED/ : /only its owner/,
      ],
    ])('refuses %s before anything is created', async (_, change, reason) => {
      chmodSync(place, 0o755);
      chmodSync(pem, 0o600);
      own();
      if (uid !== undefined && reason.source.includes('only its owner')) chownSync(pem, 0, 0);
      chmodSync(pem, 0o666);
      change();
      const ended = await tool(['import-private-key', pem, '7', 'apps', '--yes'], { uid, environment: unreachable });
      chmodSync(place, 0o755);
      expect(ended.stderr).toMatch(reason);
      expect(readFileSync(pem, 'utf8')).toBe(appPem);
    });

    it('refuses a redirected file that may not be overwritten', async () => {
      chmodSync(place, 0o755);
      chmodSync(pem, 0o444);
      const stdin = openSync(pem, 'r');
      const args = ['import-private-key', '/dev/stdin', '7', 'apps', '--yes'];
      const { stderr } = await tool(args, { uid, stdin, environment: unreachable });
      expect(stderr).toMatch(/\/dev\/stdin may not be overwritten by you \(EACCES\)/);
    });
  });
});

/** Where no AWS and no GitHub is. */
const unreachable = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', GITHUB_API_URL: 'http://127.0.0.1:9' };
