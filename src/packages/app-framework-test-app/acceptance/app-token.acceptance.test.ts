import { appRow, putAppRow } from './harness/app-rows';
import { changed } from './harness/changed-function';
import { outputs } from './harness/deployment';
import { clientAs, refusalOf } from './harness/framework-client';
import { askGitHub } from './harness/github-api';
import { givenApp, type ImportedApp } from './harness/given-app';
import { numberAt, textAt } from './harness/json';
import { gitHub } from './harness/local-github';
import { unknownApp } from './harness/operations';
import { describeWith } from './harness/requires';

describeWith(['the local GitHub'], 'GetAppToken', () => {
  let app: ImportedApp;

  beforeAll(async () => {
    app = await givenApp();
  });
  afterEach(() => gitHub.setClock(0));

  const getAppToken = async () => (await clientAs('AppTokenCallerRole')).getAppToken({ appId: app.appId });

  it('answers a token that GitHub takes as the App', async () => {
    const { appToken, appId } = await getAppToken();
    const answer = await askGitHub(app.gitHubApiUrl, '/app', appToken);
    expect(appId).toBe(app.appId);
    expect(answer).toMatchObject({ status: 200, body: { id: app.appId, slug: app.slug } });
  });

  it('issued it a minute back, for eight minutes, of which three to eight are left, and tells to stop ten seconds earlier', async () => {
    const { appToken, expirationTime } = await getAppToken();
    const claims = claimsOf(appToken);
    const issuedAt = numberAt(claims, 'iat') + 60;
    expect(textAt(claims, 'iss')).toBe(String(app.appId));
    expect(issuedAt).toBeLessThanOrEqual(Date.now() / 1000);
    expect(issuedAt + 480 - Date.now() / 1000).toBeGreaterThan(175);
    expect(numberAt(claims, 'exp')).toBe(issuedAt + 480);
    expect(expirationTime.getTime() / 1000).toBe(issuedAt + 470);
  });

  it('hands out one token again, and never the same one from two processes', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, getAppToken));
    const tokens = new Set(answers.map(({ appToken }) => appToken));
    expect(new Set([...tokens].map((token) => textAt(claimsOf(token), 'jti'))).size).toBe(tokens.size);
    // One after the other they meet the processes that are there.
    for (let count = 0; count < 5; count += 1) tokens.add((await getAppToken()).appToken);
    expect(tokens.size).toBeLessThan(10);
  });

  it('asks GitHub nothing', async () => {
    const { requests } = await gitHub.requestsDuring(getAppToken);
    expect(requests).toEqual([]);
  });

  it('holds where GitHub’s clock is behind by less than a minute', async () => {
    await gitHub.setClock(-45);
    const { appToken } = await getAppToken();
    expect((await askGitHub(app.gitHubApiUrl, '/app', appToken)).status).toBe(200);
    // A token that is handed out again may be five minutes old.
    await gitHub.setClock(-400);
    expect((await askGitHub(app.gitHubApiUrl, '/app', appToken)).status).toBe(401);
  });

  it('refuses an App that was never imported', async () => {
    const refusal = await refusalOf((await clientAs('AppTokenCallerRole')).getAppToken({ appId: unknownApp }));
    expect(refusal).toMatchObject({ name: 'NotFoundError', status: 404 });
    expect(refusal.message).toContain('import-private-key');
  });

  it('fails with the request id where the row of the App names no key that exists', async () => {
    const row = await appRow(app.appId);
    if (!row) throw new Error('The import left no row.');
    const missing = `${row.kmsKeyArn.slice(0, row.kmsKeyArn.lastIndexOf('/'))}/00000000-0000-4000-8000-000000000000`;
    await putAppRow({ ...app, kmsKeyArn: missing }, outputs.AppTableName);
    try {
      // Processes that have signed hand their token out again for up to five minutes.
      await changed('AppTokenEndpoint', { variables: { STARTED_ANEW: 'yes' } }, async () => {
        expect(await refusalOf(getAppToken())).toMatchObject({ name: 'ServerSideError', status: 500 });
      });
    } finally {
      await putAppRow({ ...app, kmsKeyArn: row.kmsKeyArn }, outputs.AppTableName);
    }
    await expect(getAppToken()).resolves.toMatchObject({ appId: app.appId });
  });
});

function claimsOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}
