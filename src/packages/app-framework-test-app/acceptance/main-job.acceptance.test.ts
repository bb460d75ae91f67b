import { outputs } from './harness/deployment';
import { clientAs } from './harness/framework-client';
import { askGitHub } from './harness/github-api';
import { givenInstalledApp } from './harness/given-app';
import { numberAt } from './harness/json';
import { expectExit, givenPemFile, operationsTool } from './harness/operations-tool';

describe('the main job', () => {
  it('goes from a private key in a file to a token that GitHub accepts', async () => {
    const { appId, pem, nodeId, gitHubApiUrl } = await givenInstalledApp();

    const imported = await operationsTool([
      'import-private-key',
      givenPemFile(pem),
      `${appId}`,
      outputs.AppTableName,
      '--github-api-url',
      gitHubApiUrl,
      '--yes',
      '--verify',
    ]);
    expectExit(imported, 0);

    const { appToken } = await (await clientAs('AppTokenCallerRole')).getAppToken({ appId });
    const app = await askGitHub(gitHubApiUrl, '/app', appToken);
    expect(app.status).toBe(200);
    expect(numberAt(app.body, 'id')).toBe(appId);

    const caller = await clientAs('InstallationTokenCallerRole');
    const answer = await caller.getInstallationToken({ appId, nodeId });
    expect(answer).toMatchObject({ appId, nodeId });
    const reached = await askGitHub(gitHubApiUrl, '/installation/repositories', answer.installationToken);
    expect(reached.status).toBe(200);
  });
});
