import { createServer } from 'node:http';
import { tsImport } from 'tsx/esm/api';
import { whole } from './report.mjs';

const processes = 1_000;
/** What Parameter Store answers in a second: the default of an account. */
const readsPerSecond = 40;
const functionSeconds = 60;
const framework = '../src/packages/app-framework/src';

/** A thousand processes of the token function ask for the ceiling of their first caller at the same moment. */
export async function coldCeilings() {
  const enforced = await startsOf('allowed');
  const without = await startsOf('only');
  const isLate = enforced.milliseconds > functionSeconds * 1000;
  return {
    title: `${whole(processes)} processes that start at once and read a ceiling`,
    method:
      `Each has a reader of its own, as the deployed function has, and all ask at the same moment a server on this machine that answers ${readsPerSecond} reads a second and refuses the others as Parameter Store does. ` +
      `**Must:** all answered before a function of ${functionSeconds} s ends; no read where the deployment has no callers with a ceiling.`,
    columns: ['callersWithoutCeiling', 'answered', 'failed', 'asks', 'last answered after, ms'],
    rows: [
      ['allowed, refused', enforced.answered, enforced.failed, whole(enforced.asks), whole(enforced.milliseconds)],
      ['only', without.answered, without.failed, without.asks, whole(without.milliseconds)],
    ],
    summary: [
      [
        `${whole(processes)} cold starts at once, ceilings read / last after`,
        `all / within ${functionSeconds} s`,
        `${whole(enforced.answered)} / ${(enforced.milliseconds / 1000).toFixed(1)} s`,
      ],
      ['the same without ceilings, reads', '0', `${without.asks}`],
    ],
    faults: [
      ...(enforced.failed > 0 ? [`${enforced.failed} processes could not read a ceiling`] : []),
      ...(isLate ? [`the last one had its ceiling after ${whole(enforced.milliseconds)} ms`] : []),
      ...(without.asks > 0 ? [`${without.asks} reads where there are no ceilings`] : []),
    ],
  };
}

async function startsOf(callersWithoutCeiling) {
  const store = await limitedStore();
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_ENDPOINT_URL_SSM: store.url,
  });
  try {
    const { openCallerCeilings } = await tsImport(`${framework}/ceilings/open-ceilings.ts`, import.meta.url);
    const { readCaller } = await tsImport(`${framework}/api/caller.ts`, import.meta.url);
    const caller = readCaller('arn:aws:sts::111122223333:assumed-role/caller/session');
    const { createParameterReader } = await tsImport(`${framework}/aws/read-parameter.ts`, import.meta.url);
    const settings = { CEILING_PATH: '/bench', CALLERS_WITHOUT_CEILING: callersWithoutCeiling, CEILINGS: 'granted' };
    const variable = (name) => settings[name];
    // One process stands for a thousand here, so that an answer waits for its turn in it as it would not in a process of its own.
    const open = () =>
      openCallerCeilings({
        tableName: 'bench',
        dynamoDb: { send: async () => ({ Item: {} }) },
        variable,
        readParameter: createParameterReader({ timeoutMilliseconds: 10_000 }),
      });
    const began = performance.now();
    const all = await Promise.allSettled(
      Array.from({ length: processes }, () => open().admit(caller, { appId: 1, described: 'owner octo-org' })),
    );
    return {
      milliseconds: performance.now() - began,
      answered: all.filter(({ status }) => status === 'fulfilled').length,
      failed: all.filter(({ status }) => status === 'rejected').length,
      asks: store.asks(),
    };
  } finally {
    process.env = before;
    store.stop();
  }
}

/** Answers so many a second, in a bucket that holds a second's worth; to the others it is busy. */
async function limitedStore() {
  let asks = 0;
  let left = readsPerSecond;
  const refill = setInterval(() => {
    left = Math.min(readsPerSecond, left + readsPerSecond / 40);
  }, 25);
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      asks += 1;
      const isServed = left >= 1;
      if (isServed) left -= 1;
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ __type: isServed ? 'ParameterNotFound' : 'ThrottlingException' }));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', 1024, resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    asks: () => asks,
    stop() {
      clearInterval(refill);
      server.closeAllConnections();
      server.close();
    },
  };
}
