import { InvokeCommand } from '@aws-sdk/client-lambda';
import { administrator, outputs } from './harness/deployment';
import { clientAs, clientOf, refusalOf } from './harness/framework-client';
import { canaryFunction, functionOf } from './harness/functions';
import { givenApp, type ImportedApp } from './harness/given-app';
import { roleSession, sessionLike } from './harness/identities';
import { type Account, gitHub } from './harness/local-github';
import { deleteParameter, writeParameter } from './harness/parameters';
import { describeWith } from './harness/requires';

describeWith(['the local GitHub'], 'GetInstallationToken for a caller with a ceiling', () => {
  let app: ImportedApp;
  let acme: Account;
  let ids: Record<'website' | 'docs' | 'secret', number>;

  beforeAll(async () => {
    app = await givenApp();
    acme = await gitHub.createAccount(`ceiling-${app.appId}`);
    ids = {
      website: await gitHub.createRepository(acme.login, 'website'),
      docs: await gitHub.createRepository(acme.login, 'docs'),
      secret: await gitHub.createRepository(acme.login, 'secret'),
    };
    const permissions = { contents: 'write', issues: 'read', administration: 'write' };
    await gitHub.install({ appId: app.appId, account: acme.login, permissions });
  });

  const getToken = async (more: object = {}) =>
    (await clientAs('LimitedCallerRole')).getInstallationToken({ appId: app.appId, nodeId: acme.nodeId, ...more });

  it('gives the ceiling, cut to what the installation has, where nothing in particular is asked for', async () => {
    const { actualScopeDown } = await getToken();
    expect(actualScopeDown.repositoryNames?.sort()).toEqual(['docs', 'website']);
    expect(actualScopeDown.permissions).toEqual({ contents: 'read', issues: 'read', metadata: 'read' });
  });

  it('gives less where less is asked for', async () => {
    const scopeDown = { repositoryIds: [ids.docs], permissions: { contents: 'read' as const } };
    const { actualScopeDown } = await getToken({ scopeDown });
    expect(actualScopeDown.repositoryNames).toEqual(['docs']);
    expect(actualScopeDown.permissions).toEqual({ contents: 'read', metadata: 'read' });
  });

  it.each([
    ['a higher permission', { permissions: { contents: 'write' } }, 'contents: write (at most read)'],
    ['a permission that it lacks', { permissions: { administration: 'read' } }, 'administration: read (not at all)'],
    ['another repository', { repositoryNames: ['website', 'secret'] }, 'repository secret'],
  ])('refuses %s by name, and asks GitHub for nothing', async (_what, scopeDown, excess) => {
    const { requests, result } = await gitHub.requestsDuring(() => refusalOf(getToken({ scopeDown })));
    expect(result).toMatchObject({ name: 'AccessDeniedError', status: 403 });
    expect(result.message).toContain(excess);
    expect(requests.filter(({ path }) => path.endsWith('/access_tokens'))).toEqual([]);
  });

  it('revokes a token for a repository whose id turns out to lie beyond, and hands out none', async () => {
    const scopeDown = { repositoryIds: [ids.secret] };
    const { requests, result } = await gitHub.requestsDuring(() => refusalOf(getToken({ scopeDown })));
    expect(result).toMatchObject({ name: 'AccessDeniedError', status: 403 });
    expect(result.message).toContain(`repository ${ids.secret}`);
    const asked = requests.filter(({ method }) => method !== 'GET');
    expect(asked.map(({ method, path }) => `${method} ${path.split('/').at(-1)}`)).toEqual([
      'POST access_tokens',
      'DELETE token',
    ]);
    expect(asked.map(({ status }) => status)).toEqual([201, 204]);
  });

  it('holds every session of the role, and no other role, to it', async () => {
    const scopeDown = { permissions: { contents: 'write' as const } };
    const asked = { appId: app.appId, nodeId: acme.nodeId, scopeDown };
    const another = clientOf(await roleSession('LimitedCallerRole'));
    expect(await refusalOf(another.getInstallationToken(asked))).toMatchObject({ status: 403 });
    // The same policy on a role without a record: the ceiling is not in what the caller sends or may do, but in who it is.
    const unlimited = clientOf(await sessionLike(outputs.LimitedCallerRole));
    await expect(unlimited.getInstallationToken(asked)).resolves.toMatchObject({ appId: app.appId });
  });

  it('holds a role to the ceiling that its name was given in another letter case', async () => {
    const caller = await sessionLike(outputs.LimitedCallerRole);
    const [, account = '', role = ''] = /::(\d+):assumed-role\/([^/]+)\//.exec(caller.arn) ?? [];
    const { CEILING_PATH } = (await functionOf('InstallationAccessTokenEndpoint')).environment;
    const record = `${CEILING_PATH}/${account}/role/${role.toLowerCase()}`;
    expect(record).not.toContain(role);
    await writeParameter(record, JSON.stringify({ version: 1, permissions: { contents: 'read' } }));
    try {
      const scopeDown = { permissions: { contents: 'write' as const } };
      const asked = { appId: app.appId, nodeId: acme.nodeId, scopeDown };
      const refused = await refusalOf(clientOf(caller).getInstallationToken(asked));
      expect(refused).toMatchObject({ name: 'AccessDeniedError', status: 403 });
    } finally {
      await deleteParameter(record);
    }
  });

  it('answers 429 with the seconds of the hour that are left when the budget is used up, and kept tokens still', async () => {
    const client = await clientAs('BudgetCallerRole');
    const asked = { appId: app.appId, nodeId: acme.nodeId };
    await client.getInstallationToken(asked);
    const asks: Promise<unknown>[] = [1, 2, 3, 4].map(() => client.getInstallationToken({ ...asked, fresh: true }));
    const failures = (await Promise.allSettled(asks)).flatMap((ask) => (ask.status === 'rejected' ? [ask.reason] : []));
    // Two for the hour, and two more where the next hour began meanwhile.
    expect(failures.length).toBeGreaterThanOrEqual(1);
    for (const failure of failures) {
      expect(failure).toMatchObject({ name: 'ThrottledError', $metadata: { httpStatusCode: 429 } });
      expect(failure.retryAfterSeconds).toBeGreaterThanOrEqual(1);
      expect(failure.retryAfterSeconds).toBeLessThanOrEqual(3_600);
    }
    await expect(client.getInstallationToken(asked)).resolves.toMatchObject({ appId: app.appId });
  });
});

describe('the negative canary', () => {
  it('is refused by its ceiling', async () => {
    const { lambda } = administrator;
    const { arn: FunctionName } = await canaryFunction();
    const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName }));
    expect({ FunctionError, answer: Buffer.from(Payload ?? []).toString() }).toEqual({
      FunctionError: undefined,
      answer: 'null',
    });
  });
});
