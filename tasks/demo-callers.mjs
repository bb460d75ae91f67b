// Those who act in the demo: an operator with the command line, callers with the generated client, whoever deployed, and a user of GitHub.
import { createRequire } from 'node:module';
import { cli } from './deployment.mjs';
import { capture } from './processes.mjs';

const require = createRequire(import.meta.url);

/** What a command prints that ends with one of these codes. */
export async function opsTools(env, args, codes = [0]) {
  const { code, output } = await capture(process.execPath, [cli, ...args], { env });
  if (!codes.includes(code)) throw new Error(`the ops CLI ended with ${code} on ${args[0]}:\n${output}`);
  return output;
}

/** One call with the generated client: credentials of a role, region and the URLs that the stack put out. */
export async function call(env, outputs, role, use) {
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
export async function invoke(env, FunctionName, event) {
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

/** The environment of whoever has assumed a role of the example stack. */
export async function roleSession(env, roleArn) {
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

/** What GitHub answers to the bearer of a token. */
export async function asGitHub(url, path, token) {
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
