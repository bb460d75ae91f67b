import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../tasks/processes.mjs';

const require = createRequire(import.meta.url);
const bundle = join(root, 'src/packages/app-framework/assets/get-installation-token/index.js');
const caller = 'arn:aws:sts::000000000000:assumed-role/bench-caller/session';

/** Starts processes of the deployed token function on this machine; what they ask goes through the gate. */
export async function tokenProcesses({ env, gate }) {
  const settings = await settingsOfTokenFunction(env);
  const shared = {
    ...env,
    ...settings,
    AWS_ENDPOINT_URL: gate.awsUrl,
    GITHUB_API_URL: gate.gitHubUrl,
    BENCH_HANDLER: bundle,
    BENCH_CALLER: caller,
  };

  return async function start(name) {
    const child = fork(join(root, 'bench/token-process.mjs'), {
      env: { ...shared, AWS_SDK_UA_APP_ID: name },
      // The audit lines.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    await once(child, 'message');
    const asks = async (manner, input, times) => {
      child.send({ manner, input, times });
      const [answer] = await once(child, 'message');
      if (answer.error) throw new Error(`The token function answered ${answer.error}`);
      return answer;
    };
    return {
      /** All of them before the first is answered. */
      askAtOnce: (input, times = 1) => asks('atOnce', input, times),
      /** One after the other. */
      askInTurn: (input, times = 1) => asks('inTurn', input, times),
      stop: () => child.disconnect(),
    };
  };
}

async function settingsOfTokenFunction(env) {
  const { LambdaClient, paginateListFunctions } = require('@aws-sdk/client-lambda');
  const client = new LambdaClient({
    endpoint: env.AWS_ENDPOINT_URL,
    region: env.AWS_REGION,
    credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY },
  });
  try {
    for await (const { Functions = [] } of paginateListFunctions({ client }, {})) {
      const found = Functions.find(({ Environment }) => Environment?.Variables?.TOKEN_SHARING);
      if (found) return found.Environment.Variables;
    }
  } finally {
    client.destroy();
  }
  throw new Error('The deployment has no function that hands out installation tokens.');
}
