import { createHash } from 'node:crypto';
import { eventually } from './harness/eventually';
import { clientOf } from './harness/framework-client';
import { type FunctionName, functionOf, logLines } from './harness/functions';
import { givenApp, type ImportedApp } from './harness/given-app';
import { givenUser, type Identity, roleSession } from './harness/identities';
import { at } from './harness/json';
import { type Account, gitHub } from './harness/local-github';
import { describeWith } from './harness/requires';

describeWith(['the local GitHub'], 'the audit line', () => {
  let app: ImportedApp;
  let acme: Account;
  let user: Identity;

  beforeAll(async () => {
    app = await givenApp();
    acme = await gitHub.createAccount(`audited-${app.appId}`);
    await gitHub.createRepository(acme.login, 'web');
    await gitHub.install({ appId: app.appId, account: acme.login, permissions: { contents: 'read' } });
    const Resource = [
      (await functionOf('AppTokenEndpoint')).arn,
      (await functionOf('InstallationAccessTokenEndpoint')).arn,
    ];
    user = await givenUser([
      { Effect: 'Allow', Action: 'lambda:InvokeFunctionUrl', Resource },
      {
        Effect: 'Allow',
        Action: 'lambda:InvokeFunction',
        Resource,
        Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } },
      },
    ]);
  });

  it('names a role session that got an App token', async () => {
    const session = await roleSession('AppTokenCallerRole');
    const { appToken, expirationTime } = await clientOf(session).getAppToken({ appId: app.appId });
    expect(await auditOf('AppTokenEndpoint', appToken, session)).toMatchObject({
      caller: session.arn,
      appId: app.appId,
      expirationTime: expirationTime.toISOString(),
    });
  });

  it('names a user that got an App token', async () => {
    const token = await eventually({ what: 'the policy of a new user to count' }, () =>
      clientOf(user).getAppToken({ appId: app.appId }).catch(whileForbidden),
    );
    expect(await auditOf('AppTokenEndpoint', token.appToken, user)).toMatchObject({
      caller: user.arn,
      appId: app.appId,
    });
  });

  it('names who got an installation token, for where, with what was asked and given', async () => {
    const session = await roleSession('InstallationTokenCallerRole');
    const scopeDown = { repositoryNames: ['web'], permissions: { contents: 'read' as const } };
    const answer = await clientOf(session).getInstallationToken({ appId: app.appId, owner: acme.login, scopeDown });
    expect(await auditOf('InstallationAccessTokenEndpoint', answer.installationToken, session)).toMatchObject({
      caller: session.arn,
      appId: app.appId,
      nodeId: acme.nodeId,
      expirationTime: answer.expirationTime.toISOString(),
      requestedScopeDown: scopeDown,
      actualScopeDown: answer.actualScopeDown,
    });
  });

  /** The one line about a token and this caller; more or fewer are a failure. App tokens are handed out again, to others as well. */
  async function auditOf(name: FunctionName, token: string, { arn }: Identity): Promise<unknown> {
    const { logGroup } = await functionOf(name);
    const hashedToken = createHash('sha256').update(token).digest('base64');
    const lines = await eventually({ what: `the audit line of a token from ${name}` }, async () => {
      const about = (await logLines(logGroup)).filter(
        (line) => line.includes(hashedToken) && line.includes(`"${arn}"`),
      );
      return about.length > 0 ? about : undefined;
    });
    expect(lines).toHaveLength(1);
    const entry: unknown = JSON.parse(lines[0] ?? '');
    expect(at(entry, 'hashedToken')).toBe(hashedToken);
    return entry;
  }
});

function whileForbidden(error: unknown): undefined {
  if (error instanceof Error && Object(Object(error).$metadata).httpStatusCode === 403) return undefined;
  throw error;
}
