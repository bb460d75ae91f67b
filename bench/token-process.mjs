// A process of the token function: the bundle that is deployed, with the environment that is deployed. It answers what its parent asks.
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';

const { handler } = createRequire(import.meta.url)(process.env.BENCH_HANDLER);
const context = { getRemainingTimeInMillis: () => 60_000 };

/** As a Function URL hands over a call of the generated client. */
function eventOf(input) {
  return {
    version: '2.0',
    rawPath: '/tokens/installation',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
    isBase64Encoded: false,
    requestContext: {
      requestId: randomUUID(),
      http: { method: 'POST', path: '/tokens/installation' },
      authorizer: { iam: { userArn: process.env.BENCH_CALLER } },
    },
  };
}

async function ask(input) {
  const before = performance.now();
  const { statusCode, body } = await handler(eventOf(input), context);
  const milliseconds = performance.now() - before;
  if (statusCode !== 200) throw new Error(`${statusCode} ${body}`);
  return { token: JSON.parse(body).installationToken, milliseconds };
}

const manners = {
  atOnce: (inputs) => Promise.all(inputs.map(ask)),
  async inTurn(inputs) {
    const answers = [];
    for (const input of inputs) answers.push(await ask(input));
    return answers;
  },
};

process.on('message', async ({ manner, input, times }) => {
  try {
    const answers = await manners[manner](Array.from({ length: times }, () => input));
    const tokens = [...new Set(answers.map(({ token }) => token))];
    process.send({ tokens, milliseconds: answers.map(({ milliseconds }) => milliseconds) });
  } catch (error) {
    process.send({ error: error.message });
  }
});
// Whoever started this is gone.
process.on('disconnect', () => process.exit(0));
process.send('ready');
