import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  AppFrameworkClient,
  GetAppTokenCommand,
  GetInstallationTokenCommand,
} from '@aws/app-framework-for-github-apps-on-aws-client';
import { Sha256 } from '@aws-crypto/sha256-js';
import { outputs, region } from './harness/deployment';
import { clientAs, clientOf } from './harness/framework-client';
import { givenApp, type ImportedApp } from './harness/given-app';
import { type RoleName, roleSession } from './harness/identities';
import { textAt } from './harness/json';
import { type Account, gitHub } from './harness/local-github';
import { environmentFor } from './harness/operations-tool';
import { recordSecret } from './harness/record';
import { describeWith } from './harness/requires';

const run = promisify(execFile);

describeWith(['the local GitHub'], 'the generated client', () => {
  let app: ImportedApp;
  let acme: Account;

  beforeAll(async () => {
    app = await givenApp();
    acme = await gitHub.createAccount(`client-${app.appId}`);
    await gitHub.install({ appId: app.appId, account: acme.login });
  });

  it('works as its first documentation says: one client a URL, credentials and a SHA-256 of one’s own', async () => {
    const given = { region, sha256: Sha256 };
    const appTokens = new AppFrameworkClient({
      ...given,
      endpoint: outputs.AppTokenEndpoint,
      credentials: await roleSession('AppTokenCallerRole'),
    });
    const { appToken } = await appTokens.send(new GetAppTokenCommand({ appId: app.appId }));
    recordSecret(appToken);
    expect(appToken).toEqual(expect.any(String));

    const installationTokens = new AppFrameworkClient({
      ...given,
      endpoint: outputs.InstallationAccessTokenEndpoint,
      credentials: await roleSession('InstallationTokenCallerRole'),
    });
    const command = new GetInstallationTokenCommand({ appId: app.appId, nodeId: acme.nodeId });
    const { installationToken } = await installationTokens.send(command);
    recordSecret(installationToken);
    expect(installationToken).toEqual(expect.any(String));
  });

  it('reaches every operation as one', async () => {
    const client = clientOf(await roleSession('OperatorRole'));
    const { appId } = app;
    await expect(client.getAppToken({ appId })).resolves.toMatchObject({ appId });
    await expect(client.getInstallationToken({ appId, owner: acme.login })).resolves.toMatchObject({ appId });
    await expect(client.refreshCachedData({})).resolves.toMatchObject({ counts: { apps: expect.any(Number) } });
    await expect(client.getInstallationData({ owner: acme.login })).resolves.toMatchObject({
      installations: [{ appId }],
    });
    await expect(client.getInstallations({ appId })).resolves.toMatchObject({ installations: [{ appId }] });
  });

  it.each<[RoleName, string, string, () => object]>([
    ['AppTokenCallerRole', 'AppTokenEndpoint', 'GetAppToken', () => ({ appId: app.appId })],
    [
      'InstallationTokenCallerRole',
      'InstallationAccessTokenEndpoint',
      'GetInstallationToken',
      () => ({ appId: app.appId, nodeId: acme.nodeId }),
    ],
    [
      'InstallationTokenCallerRole',
      'InstallationAccessTokenEndpoint',
      'GetInstallationToken',
      () => ({ appId: app.appId, owner: acme.login }),
    ],
    ['RefreshCallerRole', 'RefreshCachedDataEndpoint', 'RefreshCachedData', () => ({})],
    ['RecordCallerRole', 'InstallationRecordEndpoint', 'GetInstallationData', () => ({ nodeId: acme.nodeId })],
    ['InstallationsCallerRole', 'InstallationsEndpoint', 'GetInstallations', () => ({ appId: app.appId })],
  ])('finds the credentials of %s by itself, given nothing but endpoint and region, at %s for %s', async (...given) => {
    const [role, output, operation, input] = given;
    const endpoint = textAt(outputs, output);
    const script = join(__dirname, 'harness', 'stock-caller.mjs');
    const args = [script, operation, endpoint, region, JSON.stringify(input())];
    const { stdout } = await run(process.execPath, args, { env: environmentFor(await roleSession(role)) });
    const answer: unknown = JSON.parse(stdout);
    for (const token of ['appToken', 'installationToken']) {
      const text: unknown = Object(answer)[token];
      if (typeof text === 'string') recordSecret(text);
    }
    expect(answer).toMatchObject({ $metadata: { httpStatusCode: 200 } });
  });

  it('repeats by itself what may succeed the next time', async () => {
    const installationId = await gitHub.install({
      appId: app.appId,
      account: (await gitHub.createAccount(`patient-${app.appId}`)).login,
    });
    // All three tries of the first call fail; the client calls once more.
    await gitHub.addFault({ path: `^/app/installations/${installationId}/access_tokens$`, times: 3, status: 500 });
    const client = await clientAs('InstallationTokenCallerRole', { maxAttempts: 2 });
    try {
      await expect(client.getInstallationToken({ appId: app.appId, installationId })).resolves.toMatchObject({
        installationId,
      });
    } finally {
      await gitHub.clearFaults();
    }
  });
});
