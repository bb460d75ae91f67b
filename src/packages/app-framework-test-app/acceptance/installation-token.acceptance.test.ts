import { clientAs } from './harness/framework-client';
import { askGitHub } from './harness/github-api';
import { givenApp, type ImportedApp } from './harness/given-app';
import { listAt, textAt } from './harness/json';
import { type Account, type AccountType, gitHub } from './harness/local-github';
import { describeWith } from './harness/requires';

describeWith(['the local GitHub'], 'GetInstallationToken', () => {
  let app: ImportedApp;
  let acme: Account;
  let installationId: number;
  const repositoryIds = new Map<string, number>();
  const permissions = { contents: 'write', issues: 'write', metadata: 'read' };

  beforeAll(async () => {
    app = await givenApp();
    acme = await gitHub.createAccount(`Acme-${app.appId}`);
    for (const name of ['web', 'api', 'docs']) repositoryIds.set(name, await gitHub.createRepository(acme.login, name));
    installationId = await gitHub.install({ appId: app.appId, account: acme.login, permissions });
  });
  afterEach(() => gitHub.setTokenForm('alternate'));

  const client = () => clientAs('InstallationTokenCallerRole');
  const reached = async (token: string) => {
    const { status, body } = await askGitHub(app.gitHubApiUrl, '/installation/repositories', token);
    expect(status).toBe(200);
    return listAt(body, 'repositories').map((repository) => textAt(repository, 'name'));
  };

  it.each<[string, () => object]>([
    ['node id', () => ({ nodeId: acme.nodeId })],
    ['installation id', () => ({ installationId })],
    ['login', () => ({ owner: acme.login })],
    ['login in another case', () => ({ owner: acme.login.toUpperCase() })],
  ])('answers a token for a target by its %s', async (_by, targetBy) => {
    const answer = await (await client()).getInstallationToken({ appId: app.appId, ...targetBy() });
    expect(answer).toMatchObject({ appId: app.appId, nodeId: acme.nodeId, installationId });
    expect(answer.requestedScopeDown).toBeUndefined();
    expect(await reached(answer.installationToken)).toEqual(['web', 'api', 'docs']);
  });

  it.each<AccountType>(['User', 'Organization', 'Enterprise'])('serves an installation on a %s', async (type) => {
    const { login, nodeId } = await gitHub.createAccount(`${type}-${app.appId}`, type);
    const id = await gitHub.install({ appId: app.appId, account: login, accountType: type });
    // An enterprise is asked for as one: its slug may be somebody else's login.
    const target = type === 'Enterprise' ? { enterprise: login } : { owner: login };
    const byOwner = await (await client()).getInstallationToken({ appId: app.appId, ...target });
    const byNodeId = await (await client()).getInstallationToken({ appId: app.appId, nodeId });
    for (const answer of [byOwner, byNodeId]) expect(answer).toMatchObject({ nodeId, installationId: id });
  });

  it('limits the token to what is asked by name, and tells what GitHub gave', async () => {
    const scopeDown = { repositoryNames: ['web', 'docs'], permissions: { contents: 'read' } } as const;
    const answer = await (await client()).getInstallationToken({
      appId: app.appId,
      nodeId: acme.nodeId,
      scopeDown: { repositoryNames: [...scopeDown.repositoryNames], permissions: scopeDown.permissions },
    });
    expect(answer.requestedScopeDown).toEqual(scopeDown);
    expect(answer.actualScopeDown).toEqual({
      repositoryNames: ['web', 'docs'],
      repositoryIds: [repositoryIds.get('web'), repositoryIds.get('docs')],
      permissions: { contents: 'read', metadata: 'read' },
    });
    expect(await reached(answer.installationToken)).toEqual(['web', 'docs']);
  });

  it('limits the token to repositories by ids beyond 2^32', async () => {
    const id = repositoryIds.get('api');
    if (!id) throw new Error('There is no repository api.');
    expect(id).toBeGreaterThan(2 ** 32);
    const answer = await (await client()).getInstallationToken({
      appId: app.appId,
      nodeId: acme.nodeId,
      scopeDown: { repositoryIds: [id] },
    });
    expect(answer.actualScopeDown).toMatchObject({ repositoryIds: [id], repositoryNames: ['api'] });
    expect(await reached(answer.installationToken)).toEqual(['api']);
  });

  it('reaches everything where nothing is limited, and says with which permissions', async () => {
    const answer = await (await client()).getInstallationToken({ appId: app.appId, nodeId: acme.nodeId });
    expect(answer.actualScopeDown).toEqual({ permissions });
  });

  it('lives as long as GitHub says', async () => {
    const { expirationTime } = await (await client()).getInstallationToken({ appId: app.appId, nodeId: acme.nodeId });
    const minutes = (expirationTime.getTime() - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(14);
    expect(minutes).toBeLessThanOrEqual(60);
  });

  it.each(['short', 'stateless'] as const)('hands on tokens of the %s form', async (form) => {
    await gitHub.setTokenForm(form);
    const { installationToken } = await (await client()).getInstallationToken({
      appId: app.appId,
      nodeId: acme.nodeId,
      fresh: true,
    });
    expect(installationToken.startsWith('ghs_')).toBe(true);
    expect(installationToken.includes('.')).toBe(form === 'stateless');
    expect(await reached(installationToken)).toHaveLength(3);
  });
});
