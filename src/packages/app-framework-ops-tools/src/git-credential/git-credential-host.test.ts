import fc from 'fast-check';
import { gitHostOf } from '../deployments/app-host';
import { runTool, useToolWorld, usualToken } from '../tool-world.test.support';

// A token of one GitHub, shown to another, is a token that leaked.
describe('git-credential, and whose tokens go where', () => {
  const world = useToolWorld();

  const registered = (GitHubApiUrl?: string) =>
    world().rows.set(7, { KmsKeyArn: 'arn:key', ...(GitHubApiUrl && { GitHubApiUrl }) });
  const fill = (host: string, ...options: string[]) =>
    runTool(['git-credential', '7', 'get', ...options], {
      input: `protocol=https\nhost=${host}\npath=octo-org/web.git\n\n`,
    });
  const answered = /^username=x-access-token\npassword=ghs_/;

  it.each([
    [undefined, 'github.com'],
    ['https://api.github.com', 'github.com'],
    ['https://api.github.com', 'GitHub.com'],
    ['https://github.example.com/api/v3', 'github.example.com'],
    ['https://github.example.com:8443/api/v3', 'github.example.com:8443'],
    ['https://api.octo.ghe.com', 'octo.ghe.com'],
  ])('answers for an App of %s to %s, told or not', async (url, host) => {
    registered(url);
    expect((await fill(host)).stdout).toMatch(answered);
    expect((await fill(host, '--host', host)).stdout).toMatch(answered);
    expect((await fill(host, '--host', 'elsewhere.example')).stdout).toBe('\n');
  });

  it('answers to no host but that of the App’s row, whatever it is told', async () => {
    const url = fc.constantFrom(
      'https://api.github.com',
      'https://api.octo.ghe.com',
      'https://github.example.com/api/v3',
      'https://github.example.com:8443/api/v3',
    );
    const host = fc.constantFrom(
      'github.com',
      'api.github.com',
      'octo.ghe.com',
      'github.example.com',
      'github.example.com:8443',
      'github.com.example.com',
    );
    const told = fc.constantFrom('nothing', 'the host that git asks for');
    await fc.assert(
      fc.asyncProperty(url, host, told, async (gitHubApiUrl, asked, what) => {
        registered(gitHubApiUrl);
        const { stdout } = await fill(asked, ...(what === 'nothing' ? [] : ['--host', asked]));
        expect(stdout.includes('password=')).toBe(asked === gitHostOf(gitHubApiUrl));
      }),
    );
  });

  it.each([
    ['https://api.github.com', 'github.com'],
    ['https://github.example.com/api/v3', 'github.example.com'],
  ])('believes the deployment of %s, not --host, where it knows only the URL', async (gitHubApiUrl, own) => {
    registered(gitHubApiUrl);
    const endpoint = ['--endpoint', world().url];
    expect((await fill(own, ...endpoint)).stdout).toMatch(answered);
    expect((await fill(own, '--host', own, ...endpoint)).stdout).toMatch(answered);
    const foreign = 'git.example.org';
    expect((await fill(foreign, ...endpoint)).stdout).toBe('\n');
    expect((await fill(foreign, '--host', foreign, ...endpoint)).stdout).toBe('\n');
    expect(world().aws.dynamoDb.calls()).toEqual([]);
  });

  it('answers nothing where only the URL is known and the deployment does not say whose host it is', async () => {
    world().on('/tokens/installation', { status: 200, body: usualToken });
    expect(await fill('github.com', '--host', 'github.com', '--endpoint', world().url)).toMatchObject({
      exitCode: 4,
      stdout: '',
      stderr: expect.stringContaining('does not say which host'),
    });
  });

  it('takes the host of a row without one from the deployment', async () => {
    registered();
    world().hostOfRowsIs('https://github.example.com/api/v3');
    expect((await fill('github.example.com')).stdout).toMatch(answered);
    expect((await fill('github.com')).stdout).toBe('\n');
  });

  it('mints nothing for another host', async () => {
    registered('https://github.example.com/api/v3');
    await fill('github.com');
    expect(world().asked).toEqual([]);
  });

  it('answers nothing while nobody knows whose host the App is of', async () => {
    expect(await fill('github.com')).toMatchObject({ exitCode: 3, stdout: '' });
    world().aws.dynamoDb.rejects(new Error('not authorized'));
    expect(await fill('github.com')).toMatchObject({ exitCode: 1, stdout: '' });
    expect(world().asked).toEqual([]);
  });

  it('takes the table before the operation that git adds', async () => {
    world().tables.push('others');
    world().deployments.push({ table: 'others', url: `${world().url}/others` });
    registered();
    const input = 'protocol=https\nhost=github.com\npath=octo-org/web.git\n\n';
    expect((await runTool(['git-credential', '7', 'get'], { input })).exitCode).toBe(2);
    await runTool(['git-credential', '7', 'others', 'get'], { input });
    expect(world().asked.map(({ path }) => path)).toEqual(['/others/tokens/installation']);
  });

  it('asks for a token that lives as long as it is told', async () => {
    registered();
    await fill('github.com', '--minimum-lifetime', '50');
    expect(world().askedOf('/tokens/installation')).toMatchObject([{ minimumLifetime: 50 }]);
  });

  describe('where the token is refused', () => {
    beforeEach(() => {
      registered();
      world().on('/tokens/installation', {
        status: 403,
        headers: { 'x-amzn-errortype': 'AccessDeniedError' },
        body: { message: 'octo-org is above your ceiling.' },
      });
    });

    it('says nothing to git, which asks its next helper', async () => {
      expect(await fill('github.com')).toMatchObject({ exitCode: 4, stdout: '' });
    });

    it('has git quit where that is wished', async () => {
      expect(await fill('github.com', '--quit-on-refusal')).toMatchObject({
        exitCode: 4,
        stdout: 'quit=1\n',
        stderr: 'error: octo-org is above your ceiling.\n',
      });
      expect((await fill('gitlab.example', '--quit-on-refusal')).stdout).toBe('\n');
    });
  });
});
