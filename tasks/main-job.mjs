// The main job, as an operator and a caller would do it: import a key, get tokens, list and refresh installations.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli } from './deployment.mjs';
import { capture, root } from './processes.mjs';

const require = createRequire(import.meta.url);

/** The App that is registered at the local GitHub, and where it is installed. */
export const demoApp = { appId: 4_000_000_001, owner: 'octo-org', repositories: ['web', 'api'] };

export async function mainJob({ narrator, outputs, env, gitHubUrl }) {
  const { createGitHubControl } = require(join(root, 'src/packages/app-framework-local'));
  const gitHub = createGitHubControl(gitHubUrl);
  const operator = { ...env, ...(await roleSession(env, outputs.OperatorRole)) };

  const pem = await narrator.step('Registering a GitHub App and installing it on an organization', async (tell) => {
    await gitHub.reset();
    const app = await gitHub.createApp({ appId: demoApp.appId });
    await gitHub.createAccount({ login: demoApp.owner, type: 'Organization' });
    for (const name of demoApp.repositories) await gitHub.createRepository({ owner: demoApp.owner, name });
    await gitHub.install({
      appId: app.appId,
      account: demoApp.owner,
      permissions: { contents: 'write', issues: 'write', metadata: 'read' },
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
}

async function opsTools(env, args) {
  const { code, output } = await capture(process.execPath, [cli, ...args], { env });
  if (code !== 0) throw new Error(`the ops CLI ended with ${code} on ${args[0]}:\n${output}`);
  return output;
}

/** One call with the generated client: credentials of a role, region and the URLs that the stack put out. */
async function call(env, outputs, role, use) {
  const { AppFramework } = require('@aws/app-framework-for-github-apps-on-aws-client');
  const session = await roleSession(env, outputs[role]);
  const client = new AppFramework({
    region: env.AWS_REGION,
    credentials: {
      accessKeyId: session.AWS_ACCESS_KEY_ID,
      secretAccessKey: session.AWS_SECRET_ACCESS_KEY,
      sessionToken: session.AWS_SESSION_TOKEN,
    },
    appTokenEndpoint: outputs.AppTokenEndpoint,
    installationAccessTokenEndpoint: outputs.InstallationAccessTokenEndpoint,
  });
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
}

/** What a function of the example stack answers, called by whoever deployed it. */
async function invoke(env, FunctionName, event) {
  const { InvokeCommand, LambdaClient } = require('@aws-sdk/client-lambda');
  const lambda = new LambdaClient({
    endpoint: env.AWS_ENDPOINT_URL,
    region: env.AWS_REGION,
    credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY },
  });
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }));
  lambda.destroy();
  return JSON.parse(Buffer.from(Payload).toString());
}

async function roleSession(env, roleArn) {
  const { AssumeRoleCommand, STSClient } = require('@aws-sdk/client-sts');
  const sts = new STSClient({
    endpoint: env.AWS_ENDPOINT_URL,
    region: env.AWS_REGION,
    credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY },
  });
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'demo' }));
  sts.destroy();
  return {
    AWS_ACCESS_KEY_ID: Credentials.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: Credentials.SecretAccessKey,
    AWS_SESSION_TOKEN: Credentials.SessionToken,
  };
}

async function asGitHub(url, path, token) {
  const response = await fetch(`${url}${path}`, {
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/vnd.github+json',
      'user-agent': 'app-framework-demo',
    },
  });
  const body = await response.json();
  if (!response.ok) throw new Error(`GitHub answered ${response.status} to ${path}: ${body.message}`);
  return body;
}
