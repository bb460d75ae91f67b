import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { changed } from './harness/changed-function';
import { clientAs, refusalOf } from './harness/framework-client';
import { askGitHub } from './harness/github-api';
import { givenApp, type ImportedApp } from './harness/given-app';
import { gitHub } from './harness/local-github';
import { describeWith } from './harness/requires';

describeWith(['the local GitHub', 'the local AWS'], 'a kept installation token', () => {
  let app: ImportedApp;
  let accounts = 0;

  beforeAll(async () => {
    app = await givenApp();
  });

  async function givenInstallation() {
    accounts += 1;
    const { login, nodeId } = await gitHub.createAccount(`truth-${app.appId}-${accounts}`);
    const permissions = { contents: 'read' };
    const installationId = await gitHub.install({ appId: app.appId, account: login, permissions });
    // By node id a list that was read a moment ago would answer that it is not there.
    await refresh();
    return { login, nodeId, installationId };
  }
  const ask = async (target: object, more: object = {}) =>
    (await clientAs('InstallationTokenCallerRole')).getInstallationToken({ appId: app.appId, ...target, ...more });
  /** Brings the rows in line with GitHub, and waits for the second after which a process that has looked at one looks again. */
  const refresh = async () => {
    await (await clientAs('RefreshCallerRole')).refreshCachedData({});
    await pause(1_000);
  };
  const revoke = async (more: object = {}) =>
    (await clientAs('RevokeTokensCallerRole')).revokeInstallationTokens({ appId: app.appId, ...more });
  const statusAtGitHub = async (token: string) =>
    (await askGitHub(app.gitHubApiUrl, '/installation/repositories', token)).status;

  /** What another caller's request, by login, has the deployment see at GitHub. */
  const lookUp = async (login: string) => {
    const outcome = await ask({ owner: login, fresh: true }).catch(({ name }) => name);
    await pause(1_000);
    return outcome;
  };
  const ways: [string, (login: string) => Promise<unknown>][] = [
    ['the sync', refresh],
    ['a look-up', lookUp],
  ];

  it.each(ways)('is not answered any more once %s has seen a suspension, and again after that', async (_way, learn) => {
    const { login, nodeId, installationId } = await givenInstallation();
    await ask({ nodeId });
    await gitHub.changeInstallation(installationId, { suspended: true });
    await learn(login);
    expect(await refusalOf(ask({ nodeId }))).toMatchObject({ name: 'AccessDeniedError', status: 403 });

    await gitHub.changeInstallation(installationId, { suspended: false });
    await learn(login);
    const { installationToken } = await ask({ nodeId });
    expect(await statusAtGitHub(installationToken)).toBe(200);
  });

  it.each(['nodeId', 'installationId'] as const)(
    'is not answered any more once the row is gone, by %s',
    async (member) => {
      const installed = await givenInstallation();
      const target = { [member]: installed[member] };
      await ask(target);
      await gitHub.uninstall(installed.installationId);
      await refresh();
      expect(await refusalOf(ask(target))).toMatchObject({ name: 'NotFoundError', status: 404 });
    },
  );

  it('is not answered any more once a look-up has found the App gone', async () => {
    const { login, nodeId, installationId } = await givenInstallation();
    await ask({ nodeId });
    await gitHub.uninstall(installationId);
    expect(await lookUp(login)).toBe('NotFoundError');
    expect(await refusalOf(ask({ nodeId }))).toMatchObject({ name: 'NotFoundError', status: 404 });
    const record = (await clientAs('RecordCallerRole')).getInstallationData({ nodeId });
    expect(await refusalOf(record)).toMatchObject({ name: 'NotFoundError' });
  });

  it.each(ways)('makes place for another once %s has seen that repositories were selected', async (_way, learn) => {
    const { login, nodeId, installationId } = await givenInstallation();
    await gitHub.createRepository(login, 'web');
    const { installationToken } = await ask({ nodeId });
    await gitHub.changeInstallation(installationId, { repositories: ['web'] });
    await learn(login);
    const next = await ask({ nodeId });
    expect(next.installationToken).not.toBe(installationToken);
    expect(await ask({ nodeId })).toMatchObject({ installationToken: next.installationToken });
  });

  it.each(ways)('makes place for one with a permission once %s has seen that it was accepted', async (_way, learn) => {
    const { login, nodeId, installationId } = await givenInstallation();
    expect((await ask({ nodeId })).actualScopeDown.permissions).not.toHaveProperty('issues');
    await gitHub.changeInstallation(installationId, { permissions: { contents: 'read', issues: 'write' } });
    await learn(login);
    expect((await ask({ nodeId })).actualScopeDown.permissions).toMatchObject({ issues: 'write' });
  });

  it('is replaced at the first report after one of those who share it has ended it', async () => {
    const { nodeId } = await givenInstallation();
    const { installationToken } = await ask({ nodeId });
    await fetch(`${app.gitHubApiUrl}/installation/token`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${installationToken}`, 'user-agent': 'acceptance' },
    });
    expect(await statusAtGitHub(installationToken)).toBe(401);

    const unusableTokenHash = createHash('sha256').update(installationToken).digest('base64');
    const next = await ask({ nodeId }, { unusableTokenHash });
    expect(next.installationToken).not.toBe(installationToken);
    expect(await statusAtGitHub(next.installationToken)).toBe(200);
  });

  it('is told to whoever revokes where KMS kept it from being kept readable', async () => {
    const { installationId } = await givenInstallation();
    const TOKEN_KEY_ARN = 'arn:aws:kms:us-east-1:000000000000:key/00000000-0000-4000-8000-000000000000';
    await changed('InstallationAccessTokenEndpoint', { variables: { TOKEN_KEY_ARN } }, async () => {
      await ask({ installationId });
    });
    expect(await revoke({ installationId })).toMatchObject({ revoked: 0, unknown: 1 });
  });

  it('is told to whoever revokes where the table did not take it', async () => {
    const { installationId } = await givenInstallation();
    await changed('InstallationAccessTokenEndpoint', { variables: { TOKEN_TABLE_NAME: 'no-such-table' } }, async () => {
      const { expirationTime } = await ask({ installationId });
      const { unknownTokensUntil, message } = await revoke({ installationId });
      expect(unknownTokensUntil?.getTime()).toBeGreaterThanOrEqual(expirationTime?.getTime() ?? Number.NaN);
      expect(message).toContain('suspend to stop that');
    });
  });

  it('is suspended with the installation that is there now, and nothing suspended is an error', async () => {
    const { login, nodeId, installationId } = await givenInstallation();
    await refresh();
    await gitHub.uninstall(installationId);
    const successor = await gitHub.install({ appId: app.appId, account: login });
    expect(await revoke({ nodeId, suspend: true })).toMatchObject({ suspended: 1 });
    expect(await refusalOf(ask({ installationId: successor }))).toMatchObject({ name: 'AccessDeniedError' });
    expect(await refusalOf(revoke({ installationId, suspend: true }))).toMatchObject({ name: 'NotFoundError' });
  });
});
