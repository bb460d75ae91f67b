import { existsSync, readFileSync } from 'node:fs';
import { appRow, putAppRow } from './harness/app-rows';
import { outputs } from './harness/deployment';
import { clientAs } from './harness/framework-client';
import { askGitHub } from './harness/github-api';
import { forgetAfterwards, givenApp, importKey } from './harness/given-app';
import { textAt } from './harness/json';
import { gitHub } from './harness/local-github';
import { expectExit, givenPemFile, operationsTool } from './harness/operations-tool';
import { describeWith } from './harness/requires';
import { keysOfApp, stateOf, tagsOf } from './harness/signing-keys';

describeWith(['the local GitHub'], 'import-private-key', () => {
  const appToken = async (appId: number) =>
    (await (await clientAs('AppTokenCallerRole')).getAppToken({ appId })).appToken;

  it('puts the key into KMS with every tag from its first moment, writes the row, and destroys the file', async () => {
    const { appId, pem, slug } = await gitHub.createApp();
    forgetAfterwards(appId);
    const file = givenPemFile(pem);
    const ended = await operationsTool([
      'import-private-key',
      file,
      `${appId}`,
      '--github-api-url',
      gitHub.url,
      '--yes',
      '--verify',
      '--json',
    ]);
    expectExit(ended, 0);
    expect(ended.json()).toMatchObject({
      appId,
      appSlug: slug,
      gitHubApiUrl: gitHub.url,
      table: outputs.AppTableName,
      deployment: 'proven',
      followUps: [],
      pem: { kind: 'removed' },
    });
    const kmsKeyArn = textAt(ended.json(), 'kmsKeyArn');
    expect(await appRow(appId)).toEqual({ kmsKeyArn, gitHubApiUrl: gitHub.url });
    expect(await stateOf(kmsKeyArn)).toBe('Enabled');
    expect(await tagsOf(kmsKeyArn)).toEqual({
      FrameworkForGitHubAppOnAwsManaged: 'true',
      Status: 'Active',
      AppId: `${appId}`,
      AppTable: outputs.AppTableName,
      CreatedOn: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      Fingerprint: expect.stringMatching(/^SHA256:[A-Za-z0-9+/]{43}=$/),
    });
    expect(existsSync(file)).toBe(false);
  });

  it('has a deployed function ask GitHub with the new key before it calls the deployment proven', async () => {
    const { appId, pem } = await gitHub.createApp();
    forgetAfterwards(appId);
    const args = ['import-private-key', givenPemFile(pem), `${appId}`, '--github-api-url', gitHub.url, '--yes'];
    const { requests, result } = await gitHub.requestsDuring(() => operationsTool(args));
    expectExit(result, 0);
    // The command itself asks for the App alone; lists are asked for by functions.
    expect(requests.map(({ path }) => path)).toContain('/app/installations');
  });

  it('keeps the file where it is asked to, unchanged', async () => {
    const { appId, pem } = await gitHub.createApp();
    forgetAfterwards(appId);
    const file = givenPemFile(pem);
    const args = ['import-private-key', file, `${appId}`, '--github-api-url', gitHub.url];
    expectExit(await operationsTool([...args, '--keep-pem']), 0);
    expect(readFileSync(file, 'utf8')).toBe(pem);
  });

  it('tells each step on the way, and the end, to people', async () => {
    const { appId, pem } = await gitHub.createApp();
    forgetAfterwards(appId);
    const args = ['import-private-key', givenPemFile(pem), `${appId}`, '--github-api-url', gitHub.url, '--yes'];
    const { stdout, stderr } = await operationsTool(args);
    expect(stdout).toContain(`App ${appId} signs with the new key.`);
    for (const step of ['prove', 'create a KMS key', 'import the key material', 'point App'])
      expect(stderr).toContain(step);
  });

  it('rotates: the new key signs, the old one is retired and cannot', async () => {
    const app = await givenApp();
    const old = await appRow(app.appId);
    const { pem } = await gitHub.addKey(app.appId);
    const ended = await importKey({ appId: app.appId, pem, gitHubApiUrl: app.gitHubApiUrl });
    expectExit(ended, 0);
    const kmsKeyArn = textAt(ended.json(), 'kmsKeyArn');
    expect(ended.json()).toMatchObject({ replacedKeyArn: old?.kmsKeyArn, followUps: [] });
    expect((await appRow(app.appId))?.kmsKeyArn).toBe(kmsKeyArn);
    expect(kmsKeyArn).not.toBe(old?.kmsKeyArn);
    expect(await tagsOf(old?.kmsKeyArn ?? '')).toMatchObject({
      Status: 'Inactive',
      ReplacedBy: kmsKeyArn,
      ReplacedOn: expect.stringMatching(/^\d{4}-/),
    });
    expect((await askGitHub(app.gitHubApiUrl, '/app', await appToken(app.appId))).status).toBe(200);
    const states = (await keysOfApp(app.appId)).map(({ state, tags }) => `${state} ${tags.Status}`);
    expect(states.sort()).toEqual(['Enabled Active', 'Enabled Inactive']);
  });

  it('takes a row of an older deployment, without a host, for one of the host that this deployment names', async () => {
    const app = await givenApp();
    const { kmsKeyArn } = (await appRow(app.appId)) ?? { kmsKeyArn: '' };
    await putAppRow({ appId: app.appId, kmsKeyArn }, outputs.AppTableName);
    const { pem } = await gitHub.addKey(app.appId);
    expectExit(await importKey({ appId: app.appId, pem, gitHubApiUrl: gitHub.url }), 0);
    expect((await appRow(app.appId))?.gitHubApiUrl).toBe(gitHub.url);
  });

  it('serves a host with a path, as GitHub Enterprise Server has', async () => {
    const app = await givenApp({ gitHubApiUrl: `${gitHub.url}/api/v3` });
    const { login } = await gitHub.createAccount(`enterprise-${app.appId}`);
    await gitHub.install({ appId: app.appId, account: login });
    const { requests } = await gitHub.requestsDuring(async () =>
      (await clientAs('InstallationTokenCallerRole')).getInstallationToken({ appId: app.appId, owner: login }),
    );
    expect(requests.length).toBeGreaterThan(0);
    for (const { path } of requests) expect(path).toMatch(/^\/api\/v3\//);
  });

  it('keeps two Apps of one deployment apart', async () => {
    const [one, other] = [await givenApp(), await givenApp()];
    for (const app of [one, other]) {
      const answer = await askGitHub(app.gitHubApiUrl, '/app', await appToken(app.appId));
      expect(answer).toMatchObject({ status: 200, body: { id: app.appId } });
    }
  });
});
