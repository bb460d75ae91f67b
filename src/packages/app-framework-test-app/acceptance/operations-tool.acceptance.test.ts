import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { outputs } from './harness/deployment';
import { functionOf } from './harness/functions';
import { askGitHub } from './harness/github-api';
import { forgetAfterwards, givenApp, type ImportedApp } from './harness/given-app';
import { roleSession } from './harness/identities';
import { at, listAt, textAt } from './harness/json';
import { type Account, gitHub } from './harness/local-github';
import { unknownApp } from './harness/operations';
import { expectExit, givenPemFile, operationsTool, operationsToolOn } from './harness/operations-tool';
import { recordSecret } from './harness/record';
import { describeWith } from './harness/requires';
import { withoutSchedules } from './harness/schedules';

describeWith(['the local GitHub'], 'the operations tool', () => {
  let app: ImportedApp;
  let acme: Account;

  withoutSchedules(() => functionOf('sync'));
  beforeAll(async () => {
    app = await givenApp();
    acme = await gitHub.createAccount(`Tool-${app.appId}`);
    await gitHub.createRepository(acme.login, 'web');
    await gitHub.install({
      appId: app.appId,
      account: acme.login,
      permissions: { contents: 'write', metadata: 'read' },
    });
  });
  afterEach(() => gitHub.clearFaults());

  it('finds the App table by its tag', async () => {
    const ended = await operationsTool(['get-table-name', '--json']);
    expectExit(ended, 0);
    expect(listAt(ended.json(), 'tables').map((table) => textAt(table, 'name'))).toEqual([outputs.AppTableName]);
    expect((await operationsTool(['get-table-name'])).stdout).toContain(outputs.AppTableName);
  });

  it('refreshes, and lists what it found', async () => {
    const refreshed = await operationsTool(['refresh', '--json']);
    expectExit(refreshed, 0);
    expect(refreshed.json()).toMatchObject({ counts: { apps: expect.any(Number), written: 1 }, failures: [] });

    const listed = await operationsTool(['list-installations', '--app-id', `${app.appId}`, '--json']);
    expectExit(listed, 0);
    expect(listAt(listed.json(), 'installations')).toEqual([
      expect.objectContaining({ appId: app.appId, nodeId: acme.nodeId, name: acme.login }),
    ]);
    const forPeople = await operationsTool(['list-installations']);
    expect(forPeople.stdout).toMatch(/APP +INSTALLATION/);
    expect(forPeople.stdout).toContain(acme.login);
  });

  it('says what could not be refreshed, and that it is not all done', async () => {
    await gitHub.addFault({ path: '^/app/installations$', times: 100, status: 500 });
    const ended = await operationsTool(['refresh', '--json']);
    expectExit(ended, 6);
    expect(ended.json()).toMatchObject({ failures: [{ appId: app.appId }] });
  });

  it('shows an App token only where it is asked to', async () => {
    const masked = await operationsTool(['get-app-token', `${app.appId}`, '--json']);
    expectExit(masked, 0);
    expect(masked.json()).toMatchObject({
      appId: app.appId,
      appToken: '***',
      hashedToken: expect.stringMatching(/=$/),
    });

    const shown = await operationsTool(['get-app-token', `${app.appId}`, '--show-token', '--json']);
    const token = textAt(shown.json(), 'appToken');
    recordSecret(token);
    expect(at(shown.json(), 'hashedToken')).toBe(hashOf(token));
    expect((await askGitHub(app.gitHubApiUrl, '/app', token)).status).toBe(200);
  });

  it('gets an installation token cut down as asked', async () => {
    const target = ['get-installation-token', `${app.appId}`, '--owner', acme.login];
    const scope = ['--repository', 'web', '--permission', 'contents=read'];
    const masked = await operationsTool([...target, ...scope]);
    expectExit(masked, 0);
    expect(masked.stdout).not.toContain('ghs_');
    expect(masked.stdout).toContain('contents=read');

    const shown = await operationsTool([...target, ...scope, '--show-token', '--json']);
    const token = textAt(shown.json(), 'installationToken');
    recordSecret(token);
    expect(shown.json()).toMatchObject({
      actualScopeDown: { repositoryNames: ['web'], permissions: { contents: 'read' } },
    });
    expect((await askGitHub(app.gitHubApiUrl, '/installation/repositories', token)).body).toMatchObject({
      total_count: 1,
    });
  });

  it.each<[string, readonly string[], number, string]>([
    ['an unknown App', ['get-app-token', `${unknownApp}`], 3, 'not-found'],
    ['an unknown table', ['get-app-token', '1', '--table', 'no-such-table'], 3, 'not-found'],
    ['no target', ['get-installation-token', '1'], 2, 'usage'],
    ['two targets', ['get-installation-token', '1', '--owner', 'a', '--node-id', 'b'], 2, 'usage'],
    ['an unknown option', ['refresh', '--now'], 2, 'usage'],
    ['an unknown command', ['refrehs'], 2, 'usage'],
    [
      'an unknown permission level',
      ['get-installation-token', '1', '--owner', 'a', '--permission', 'x=all'],
      2,
      'usage',
    ],
  ])('ends with the documented code for %s', async (_what, args, exitCode, kind) => {
    const ended = await operationsTool([...args, '--json']);
    expectExit(ended, exitCode);
    expect(ended.json()).toMatchObject({ error: { kind, message: expect.any(String) } });
  });

  it('tells who lacks the grant which grant that is', async () => {
    const ended = await operationsTool(['get-table-name'], await roleSession('NoGrantRole'));
    expectExit(ended, 4);
    expect(ended.stderr).toContain('grantOperate');
    expect(ended.stdout).toBe('');
  });

  it('asks to try later where GitHub is out of order', async () => {
    await gitHub.addFault({ path: '/access_tokens$', times: 20, status: 503 });
    const ended = await operationsTool(['get-installation-token', `${app.appId}`, '--owner', acme.login, '--json']);
    expectExit(ended, 5);
  });

  it('has no keys to adopt where all belong here', async () => {
    const ended = await operationsTool(['adopt-keys', '--yes', '--json']);
    expectExit(ended, 0);
    expect(ended.json()).toMatchObject({ keys: [{ appId: app.appId, outcome: 'already belongs' }] });
  });

  it('takes the table in both spellings', async () => {
    for (const table of [[outputs.AppTableName], ['--table', outputs.AppTableName]]) {
      expectExit(await operationsTool(['list-keys', '--app-id', `${app.appId}`, ...table]), 0);
      expectExit(await operationsTool(['get-app-token', `${app.appId}`, ...table]), 0);
    }
    expectExit(await operationsTool(['list-keys', '--app-id', '999999']), 3);
  });

  it('imports from standard input, and leaves no key where it came from', async () => {
    const how = ['--github-api-url', gitHub.url, '--yes', '--json'];
    const importFrom = async (name: string, inputOf: (pem: string) => string | { file: string }) => {
      const { appId, pem } = await gitHub.createApp();
      forgetAfterwards(appId);
      const args = ['import-private-key', name, `${appId}`, ...how];
      const ended = await operationsToolOn({ args, input: inputOf(pem) });
      expectExit(ended, 0);
      return ended.json();
    };
    let file = '';
    const redirected = (pem: string) => {
      file = givenPemFile(pem);
      return { file };
    };
    expect(await importFrom('/dev/stdin', redirected)).toMatchObject({
      deployment: 'proven',
      pem: { kind: 'overwritten' },
    });
    expect(existsSync('/dev/stdin')).toBe(true);
    expect(readFileSync(file).includes('PRIVATE KEY')).toBe(false);
    expect(await importFrom('-', (pem) => pem)).toMatchObject({ pem: { kind: 'kept' } });
  });

  it('tells git a token for the host of the App, and for no other', async () => {
    const args = ['git-credential', `${app.appId}`, 'get'];
    const { host } = new URL(app.gitHubApiUrl);
    const asking = (protocol: string, of: string) => `protocol=${protocol}\nhost=${of}\npath=${acme.login}/web.git\n\n`;
    const own = await operationsToolOn({ args: [...args, '--json'], input: asking('http', host) });
    const password = textAt(own.json(), 'password');
    recordSecret(password);
    expect((await askGitHub(app.gitHubApiUrl, '/installation/repositories', password)).status).toBe(200);
    for (const options of [[], ['--host', 'github.com']]) {
      const other = await operationsToolOn({ args: [...args, ...options], input: asking('https', 'github.com') });
      expect({ exitCode: other.exitCode, stdout: other.stdout }).toEqual({ exitCode: 0, stdout: '\n' });
    }
  });

  it('explains itself', async () => {
    const ended = await operationsTool(['--help']);
    expectExit(ended, 0);
    for (const command of ['import-private-key', 'adopt-keys', 'refresh', 'list-installations']) {
      expect(ended.stdout).toContain(command);
      const help = await operationsTool([command, '--help']);
      expectExit(help, 0);
      expect(help.stdout).toMatch(/example/i);
    }
  });

  function hashOf(token: string): string {
    return createHash('sha256').update(token).digest('base64');
  }
});
