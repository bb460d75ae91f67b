import { appRow } from './harness/app-rows';
import { outputs } from './harness/deployment';
import { clientAs } from './harness/framework-client';
import { askGitHub } from './harness/github-api';
import { forgetAfterwards, importKey } from './harness/given-app';
import { sessionLike } from './harness/identities';
import { gitHub } from './harness/local-github';
import { expectExit, givenPemFile, operationsTool } from './harness/operations-tool';
import { describeWith } from './harness/requires';
import { keysOfApp } from './harness/signing-keys';
import { setKeyLag } from './harness/tag-lag';

const lagSeconds = 4;

describeWith(['the local GitHub', 'the local AWS'], 'where new keys are known after a while', () => {
  beforeAll(() => setKeyLag(lagSeconds));
  afterAll(() => setKeyLag(0));
  afterEach(() => gitHub.clearFaults());

  it('an import waits until KMS knows the key and its material, with the one key that it made', async () => {
    const { appId, pem } = await gitHub.createApp();
    const since = Date.now();
    expectExit(await importKey({ appId, pem, gitHubApiUrl: gitHub.url }), 0);
    expect(Date.now() - since).toBeGreaterThan(2 * lagSeconds * 1000);
    expect(await keysOfApp(appId)).toMatchObject([{ arn: (await appRow(appId))?.kmsKeyArn, state: 'Enabled' }]);
    const { appToken } = await (await clientAs('AppTokenCallerRole')).getAppToken({ appId });
    expect((await askGitHub(gitHub.url, '/app', appToken)).status).toBe(200);
  });

  it('an import that may not fill the key ends as soon as a policy says so, and discards the key once it is known', async () => {
    const { appId, pem } = await gitHub.createApp();
    forgetAfterwards(appId);
    const denied = { Effect: 'Deny', Action: 'kms:ImportKeyMaterial', Resource: '*' };
    const operator = await sessionLike(outputs.OperatorRole, [denied]);
    const named = [givenPemFile(pem), `${appId}`, outputs.AppTableName, '--github-api-url', gitHub.url];
    const ended = await operationsTool(['import-private-key', ...named, '--yes', '--json'], operator);
    expectExit(ended, 4);
    expect(await appRow(appId)).toBeUndefined();
    expect((await keysOfApp(appId)).map(({ tags, state }) => `${tags.Status} ${state}`)).toEqual([
      'Failed PendingDeletion',
    ]);
  });
});
