// The main job, as an operator and a caller would do it: import a key, get tokens, list and refresh installations, see a webhook answered.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asGitHub, call, invoke, opsTools, roleSession } from './demo-callers.mjs';
import { signInApp } from './deployment.mjs';
import { personJob } from './person-job.mjs';
import { root } from './processes.mjs';
import { webhookJob } from './webhook-job.mjs';
import { workflowJob } from './workflow-job.mjs';

const require = createRequire(import.meta.url);

/** The App that is registered at the local GitHub, which people sign in to, and where it is installed. */
export const demoApp = { appId: Number(signInApp.gitHubAppId), owner: 'octo-org', repositories: ['web', 'api'] };

export async function mainJob({ narrator, outputs, env, gitHubUrl }) {
  const { createGitHubControl } = require(join(root, 'src/packages/app-framework-local'));
  const gitHub = createGitHubControl(gitHubUrl);
  let clientSecret;
  const operator = { ...env, ...(await roleSession(env, outputs.OperatorRole)) };

  const pem = await narrator.step('Registering a GitHub App and installing it on an organization', async (tell) => {
    await gitHub.reset();
    const app = await gitHub.createApp({ appId: demoApp.appId, clientId: signInApp.gitHubClientId });
    clientSecret = app.clientSecret;
    await gitHub.createAccount({ login: demoApp.owner, type: 'Organization' });
    for (const name of demoApp.repositories) await gitHub.createRepository({ owner: demoApp.owner, name });
    await gitHub.install({
      appId: app.appId,
      account: demoApp.owner,
      permissions: {
        checks: 'write',
        contents: 'write',
        deployments: 'write',
        issues: 'write',
        members: 'read',
        metadata: 'read',
        pull_requests: 'write',
      },
    });
    const file = join(mkdtempSync(join(tmpdir(), 'app-framework-demo-')), 'private-key.pem');
    writeFileSync(file, app.pem, { mode: 0o600 });
    tell(`App ${app.appId} is installed on ${demoApp.owner}; GitHub handed out its private key once, as a file`);
    return file;
  });

  await narrator.step('Importing the private key into KMS with the ops CLI, under the operator role', async (tell) => {
    const imported = await opsTools(operator, [
      'import-private-key',
      pem,
      `${demoApp.appId}`,
      '--github-api-url',
      gitHubUrl,
      '--yes',
    ]);
    for (const line of imported.trim().split('\n')) tell(line);
  });

  await narrator.step('Getting an App token through the generated client, and showing it to GitHub', async (tell) => {
    const answer = await call(env, outputs, 'AppTokenCallerRole', (client) =>
      client.getAppToken({ appId: demoApp.appId }),
    );
    const app = await asGitHub(gitHubUrl, '/app', answer.appToken);
    tell(
      `GitHub's strict check accepted it: it speaks for App ${app.id} (${app.slug}) until ${answer.expirationTime.toISOString()}`,
    );
  });

  await narrator.step('Getting an installation token that may only read contents of one repository', async (tell) => {
    const scopeDown = { repositoryNames: ['web'], permissions: { contents: 'read' } };
    const answer = await call(env, outputs, 'InstallationTokenCallerRole', (client) =>
      client.getInstallationToken({ appId: demoApp.appId, owner: demoApp.owner, scopeDown }),
    );
    const reached = await asGitHub(gitHubUrl, '/installation/repositories', answer.installationToken);
    const names = reached.repositories.map(({ name }) => name);
    if (names.join() !== 'web') throw new Error(`the token reaches ${names}, asked was web`);
    tell(`asked for ${JSON.stringify(scopeDown)}`);
    tell(
      `got       ${JSON.stringify(answer.actualScopeDown)}; GitHub lists ${names} for it, valid until ${answer.expirationTime.toISOString()}`,
    );
  });

  await narrator.step(
    'Calling a function that is connected to the deployment, as a GitHub App of yours would be',
    async (tell) => {
      const event = { appId: demoApp.appId, owner: demoApp.owner };
      const { repositories } = await invoke(env, outputs.ConnectedFunction, event);
      const expected = demoApp.repositories.map((name) => `${demoApp.owner}/${name}`);
      if (repositories?.sort().join() !== expected.sort().join())
        throw new Error(`the function read ${JSON.stringify(repositories)}`);
      tell(`it holds no key, got its own token, and read ${repositories.join(' and ')} as the installation`);
    },
  );

  await narrator.step('Trying the same as a role without the grant', async (tell) => {
    const refused = await call(env, outputs, 'NoGrantRole', (client) =>
      client.getAppToken({ appId: demoApp.appId }),
    ).then(
      () => 'nothing: it got a token',
      (error) => `${error.$metadata?.httpStatusCode}`,
    );
    if (refused !== '403') throw new Error(`a role without the grant was answered ${refused}`);
    tell('refused with 403 by IAM, before any of our code ran');
  });

  await narrator.step('Installing the App somewhere else, refreshing, and listing installations', async (tell) => {
    await gitHub.createAccount({ login: 'hubot', type: 'User' });
    await gitHub.install({ appId: demoApp.appId, account: 'hubot' });
    for (const line of (await opsTools(operator, ['refresh'])).trim().split('\n')) tell(line);
    for (const line of (await opsTools(operator, ['list-installations'])).trim().split('\n')) tell(line);
  });

  const app = { ...demoApp, clientSecret };
  await webhookJob({ narrator, outputs, env, operator, gitHub, gitHubUrl, app });
  await personJob({ narrator, outputs, env, gitHub, gitHubUrl, app });
  await workflowJob({ narrator, outputs, env, operator, gitHub, gitHubUrl, app });
}
