import { appRow } from './harness/app-rows';
import { clientAs } from './harness/framework-client';
import { askGitHub } from './harness/github-api';
import { givenApp, importKey } from './harness/given-app';
import { gitHub } from './harness/local-github';
import { expectExit } from './harness/operations-tool';
import { describeWith } from './harness/requires';
import { setTagLag } from './harness/tag-lag';

describeWith(['the local GitHub', 'the local AWS'], 'where changed tags of keys count after minutes', () => {
  beforeAll(() => setTagLag(600));
  afterAll(() => setTagLag(0));
  afterEach(() => gitHub.clearFaults());

  it('a new key signs at once, and so does the next one after a rotation', async () => {
    const app = await givenApp();
    await expectAccepted(app.appId);
    const first = await appRow(app.appId);

    const { pem } = await gitHub.addKey(app.appId);
    expectExit(await importKey({ appId: app.appId, pem, gitHubApiUrl: app.gitHubApiUrl }), 0);
    expect((await appRow(app.appId))?.kmsKeyArn).not.toBe(first?.kmsKeyArn);
    await expectAccepted(app.appId);
  });

  it('a key that failed is scheduled for deletion all the same', async () => {
    const { appId, pem } = await gitHub.createApp();
    await gitHub.addFault({ path: '^/app$', afterRequests: 1, status: 401, body: { message: 'Bad credentials' } });
    const ended = await importKey({ appId, pem, gitHubApiUrl: gitHub.url });
    expectExit(ended, 4);
    expect(ended.stdout).toContain('scheduled for deletion in 7 days');
  });

  async function expectAccepted(appId: number): Promise<void> {
    const { appToken } = await (await clientAs('AppTokenCallerRole')).getAppToken({ appId });
    expect((await askGitHub(gitHub.url, '/app', appToken)).status).toBe(200);
  }
});
