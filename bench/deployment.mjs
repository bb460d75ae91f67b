// The test app on the local deployment, with one App whose key is imported, and a counting gate before what it asks.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli, deploy, processEnvironment, startLocal } from '../tasks/deployment.mjs';
import { capture, root } from '../tasks/processes.mjs';
import { localAddressOf } from '../tasks/webhook-job.mjs';
import { openGate } from './counting-gate.mjs';

const require = createRequire(import.meta.url);
const cdkCli = require.resolve('aws-cdk/bin/cdk');

export const state = join(root, '.cache/bench');
export const appId = 4_000_000_001;
export const owner = 'bench-org';
export const repositories = ['web', 'api'];

/** Nothing of it outlives this process. */
export async function deployForBench(report) {
  const local = await startLocal({ stateDirectory: state, progress: report });
  let gate;
  const stop = async () => {
    gate?.close();
    await local.stop();
  };
  try {
    const gitHub = local.env.APP_FRAMEWORK_LOCAL_GITHUB;
    gate = await openGate({ aws: local.awsEndpoint, gitHub });
    const env = processEnvironment(local.env);
    report('Deploying the test app');
    const { outputs } = await deploy({
      env,
      state,
      context: { removalPolicy: 'destroy', gitHubApiUrl: gate.gitHubUrl },
    });
    report('Importing the key of an App');
    const { pem, installation } = await registerApp(local.gitHub);
    await importKey({ env, pem, gitHubUrl: gate.gitHubUrl });
    return {
      env,
      outputs,
      gate,
      gitHub: local.gitHub,
      pem,
      installationId: installation.id,
      newInstallation: (login) => install(local.gitHub, login),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Deploys one more stack of this folder, and answers its outputs. */
export async function deployBeside({ env }, file, stack) {
  const command = [cdkCli, 'deploy', '--app', `node bench/${file}`, '--no-notices'];
  const outputsFile = join(state, `${stack}.json`);
  const more = ['--require-approval', 'never', '--output', join(state, `${stack}.out`), '--outputs-file', outputsFile];
  const { code, output } = await capture(process.execPath, [...command, ...more], { env });
  if (code !== 0) throw new Error(`Deploying ${stack} failed:\n${output.slice(-4_000)}`);
  return require(outputsFile)[stack];
}

/** Has GitHub post the App's deliveries to the deployment, under a secret of their own. */
export async function takeWebhooks({ env, outputs, gitHub }) {
  const { PutSecretValueCommand, SecretsManagerClient } = require('@aws-sdk/client-secrets-manager');
  const secret = randomUUID();
  const client = new SecretsManagerClient(settingsOf(env));
  const SecretString = JSON.stringify({ [appId]: secret });
  await client.send(new PutSecretValueCommand({ SecretId: outputs.WebhookSecretArn, SecretString }));
  client.destroy();
  await gitHub.setWebhook(appId, { url: localAddressOf(outputs.WebhookEndpoint, env), secret });
}

/** Of a client of AWS. */
export function settingsOf({ AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }) {
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  return { endpoint: AWS_ENDPOINT_URL, region: AWS_REGION, credentials };
}

async function registerApp(gitHub) {
  const { pem } = await gitHub.createApp({ appId });
  return { pem, installation: await install(gitHub, owner) };
}

async function install(gitHub, login) {
  await gitHub.createAccount({ login, type: 'Organization' });
  for (const name of repositories) await gitHub.createRepository({ owner: login, name });
  return gitHub.install({
    appId,
    account: login,
    permissions: { contents: 'write', issues: 'write', metadata: 'read' },
  });
}

async function importKey({ env, pem, gitHubUrl }) {
  const folder = mkdtempSync(join(tmpdir(), 'app-framework-bench-'));
  try {
    const file = join(folder, 'private-key.pem');
    writeFileSync(file, pem, { mode: 0o600 });
    const args = [cli, 'import-private-key', file, `${appId}`, '--github-api-url', gitHubUrl, '--yes'];
    const { code, output } = await capture(process.execPath, args, { env });
    if (code !== 0) throw new Error(`The key was not imported:\n${output}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
