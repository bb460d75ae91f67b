import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createAppFrameworkAuth,
  createKmsJwt,
  createTokenSource,
  withDeploymentJwt,
} from '@aws/app-framework-for-github-apps-on-aws/runtime';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/core';
import { plainGit, startGitHost } from '../../app-framework-ops-tools/src/git-credential/smart-http.test.support';
import { appRow } from './harness/app-rows';
import { administrator, outputs, target } from './harness/deployment';
import { clientAs } from './harness/framework-client';
import { askGitHub } from './harness/github-api';
import { givenApp, type ImportedApp } from './harness/given-app';
import { roleSession } from './harness/identities';
import { gitHub } from './harness/local-github';
import { environmentFor } from './harness/operations-tool';
import { record, recordSecret } from './harness/record';
import { describeWith } from './harness/requires';

describeWith(['the local GitHub'], 'the libraries that people use', () => {
  let app: ImportedApp;
  let owner = '';
  let installationId = 0;

  beforeAll(async () => {
    app = await givenApp();
    owner = `octo-${app.appId}`;
    await gitHub.createAccount(owner);
    for (const name of ['web', 'api']) await gitHub.createRepository(owner, name);
    installationId = await gitHub.install({
      appId: app.appId,
      account: owner,
      permissions: { contents: 'write', metadata: 'read' },
    });
  });

  const repositoriesOf = async (octokit: Octokit) => {
    const { data } = await octokit.request('GET /installation/repositories');
    return data.repositories.map(({ name }) => name);
  };

  it('Octokit lists what an installation reaches, with a token of the deployment', async () => {
    const authStrategy = createAppFrameworkAuth({ client: await clientAs('InstallationTokenCallerRole') });
    const auth = { appId: app.appId, installationId };
    const octokit = new Octokit({ baseUrl: app.gitHubApiUrl, authStrategy, auth });
    const { requests, result } = await gitHub.requestsDuring(async () => [
      await repositoriesOf(octokit),
      await repositoriesOf(octokit),
    ]);
    expect(result).toEqual([
      ['web', 'api'],
      ['web', 'api'],
    ]);
    expect(requests.filter(({ path }) => path.endsWith(`/${installationId}/access_tokens`)).length).toBeLessThanOrEqual(
      1,
    );
  });

  it('Octokit reaches no more than its auth says', async () => {
    const authStrategy = createAppFrameworkAuth({ client: await clientAs('InstallationTokenCallerRole') });
    const auth = { appId: app.appId, owner, repositoryNames: ['api'] };
    expect(await repositoriesOf(new Octokit({ baseUrl: app.gitHubApiUrl, authStrategy, auth }))).toEqual(['api']);
  });

  it('Octokit asks routes for Apps with an App token, which is another grant', async () => {
    const as = async (role: 'AppTokenCallerRole' | 'InstallationTokenCallerRole') => {
      const authStrategy = createAppFrameworkAuth({ client: await clientAs(role) });
      const octokit = new Octokit({ baseUrl: app.gitHubApiUrl, authStrategy, auth: { appId: app.appId } });
      return octokit.request('GET /app');
    };
    expect((await as('AppTokenCallerRole')).data).toMatchObject({ id: app.appId });
    await expect(as('InstallationTokenCallerRole')).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  it('@octokit/auth-app makes tokens with App tokens of the deployment in place of a key', async () => {
    const settings = { client: await clientAs('AppTokenCallerRole') };
    const Remote = withDeploymentJwt(Octokit, settings);
    const auth = { appId: app.appId, privateKey: 'in KMS', installationId };
    const octokit = new Remote({ baseUrl: app.gitHubApiUrl, authStrategy: createAppAuth, auth });
    expect(await repositoriesOf(octokit)).toEqual(['web', 'api']);
  });

  it('createKmsJwt signs with the key that was imported', async () => {
    const keyId = (await appRow(app.appId))?.kmsKeyArn ?? '';
    const { jwt } = await createKmsJwt({ keyId, kms: administrator.kms })(app.appId);
    recordSecret(jwt);
    expect(await askGitHub(app.gitHubApiUrl, '/app', jwt)).toMatchObject({ status: 200, body: { id: app.appId } });
  });

  it('a token source answers from memory after its first call', async () => {
    const client = await clientAs('InstallationTokenCallerRole');
    const tokens = createTokenSource({ client, appId: app.appId });
    const first = await tokens.installationToken({ owner });
    client.config.endpoint = () => Promise.reject(new Error('The deployment was asked again.'));
    expect(await tokens.installationToken({ owner })).toBe(first);
    expect((await askGitHub(app.gitHubApiUrl, '/installation/repositories', first.token)).status).toBe(200);
  });

  describe('git', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ecosystem-'));
    let host: Awaited<ReturnType<typeof startGitHost>>;

    beforeAll(async () => {
      const accepts = async (token: string, repository: string) =>
        (await askGitHub(app.gitHubApiUrl, `/repos/${repository}`, token)).status === 200;
      host = await startGitHost({ folder: join(folder, 'hosted'), accepts });
      for (const name of ['web', 'api', 'foreign']) host.createRepository(`${owner}/${name}`);
    });
    afterAll(async () => {
      await host.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    async function git(...args: string[]): Promise<{ code: number | null; output: string }> {
      const identity = await roleSession('InstallationTokenCallerRole');
      const helper = `!'${process.execPath}' '${target.cli}' git-credential ${app.appId} --host ${host.host} --endpoint ${outputs.InstallationAccessTokenEndpoint}`;
      const child = spawn('git', ['-c', `credential.helper=${helper}`, '-c', 'credential.useHttpPath=true', ...args], {
        cwd: folder,
        env: { ...environmentFor(identity), ...plainGit() },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: 300_000,
      });
      let output = '';
      child.stdout.on('data', (chunk) => (output += chunk));
      child.stderr.on('data', (chunk) => (output += chunk));
      const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
      record({ kind: 'output', text: output });
      return { code, output };
    }

    it('clones and pushes with a role that may get installation tokens and nothing else', async () => {
      expect(await git('clone', '--quiet', `http://${host.host}/${owner}/web.git`, 'web')).toEqual({
        code: 0,
        output: '',
      });
      await git('-C', 'web', 'commit', '--quiet', '--allow-empty', '-m', 'second');
      expect((await git('-C', 'web', 'push', '--quiet', 'origin', 'main')).code).toBe(0);
      expect(host.refused).toEqual([]);
    });

    it('clones nothing that the App is not installed on, and says so', async () => {
      const { code, output } = await git('clone', '--quiet', `http://${host.host}/${owner}/foreign.git`, 'foreign');
      expect(code).not.toBe(0);
      expect(output).toMatch(/error: /);
    });
  });
});
