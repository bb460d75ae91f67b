// Receivers of webhooks and checks of signatures, ours beside what is usual, in one process and in turns.
import { fork } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import examples from '@octokit/webhooks-examples/api.github.com/index.json' with { type: 'json' };
import { verify } from '@octokit/webhooks-methods';
import { build } from 'esbuild';
import { root } from '../tasks/processes.mjs';
import { median } from './statistics.mjs';

const require = createRequire(import.meta.url);
const folder = join(root, '.cache/bench');
const rounds = 7;
const deliveriesInTurn = 300;
const sizes = { '14 KB': 14 * 1024, '1 MB': 1024 * 1024, '6 MB': 6 * 1024 * 1024 };

/** Rates of both receivers, each taking the same deliveries one after the other, and the calls that one delivery costs. */
export async function benchReceivers() {
  const stub = fork(fileURLToPath(new URL('loopback-aws.mjs', import.meta.url)), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const { port } = await message(stub);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    LEDGER_TABLE_NAME: 'ledger',
    PAYLOAD_BUCKET_NAME: 'payloads',
    EVENT_BUS_NAME: 'bus',
    INLINE_LIMIT: '200000',
    WEBHOOK_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:bench',
    WEBHOOK_SECRET: 'secret',
    WEBHOOK_DEPLOYMENT: 'bench',
    APP_HOSTS: '{"default":"api.github.com"}',
  });
  const subjects = [
    {
      name: 'ours',
      handler: require(join(root, 'src/packages/app-framework/assets/receive-webhook/index.js')).handler,
    },
    {
      name: 'stand-in',
      handler: require(await bundled('webhook-stand-in-handler.mjs', 'webhook-stand-in.js')).handler,
    },
  ].map((subject) => ({ ...subject, rates: [], callsEach: 0 }));
  const write = process.stdout.write;
  process.stdout.write = () => true;
  try {
    for (const { handler } of subjects) await take(handler, eventsOf(deliveriesInTurn));
    for (let round = 0; round < rounds; round += 1) {
      for (const subject of round % 2 ? subjects.toReversed() : subjects) {
        stub.send('forget');
        await message(stub);
        const events = eventsOf(deliveriesInTurn);
        const began = performance.now();
        await take(subject.handler, events);
        subject.rates.push(deliveriesInTurn / ((performance.now() - began) / 1_000));
        stub.send('count');
        const { counts } = await message(stub);
        subject.callsEach = Object.values(counts).reduce((sum, count) => sum + count, 0) / deliveriesInTurn;
      }
    }
  } finally {
    process.stdout.write = write;
    stub.disconnect();
  }
  const [own, other] = subjects;
  return {
    rows: subjects.map(({ name, rates, callsEach }) => ({ name, rate: median(rates), callsEach })),
    ratio: median(own.rates.map((rate, round) => rate / other.rates[round])),
  };
}

/** How many bodies of each size are checked a second, ours and Octokit's, and the median of the ratios of the turns. */
export async function benchSignatures() {
  const { verifySignature } = require(
    await bundled('../src/packages/app-framework/src/webhook-secrets/verify-signature.ts', 'verify-signature.js'),
  );
  const secrets = [{ value: 'secret', version: 0 }];
  const results = [];
  for (const [size, bytes] of Object.entries(sizes)) {
    const text = 'x'.repeat(bytes);
    const body = Buffer.from(text);
    const signature = signatureOf(body);
    const often = Math.max(10, Math.round((40 * 1024 * 1024) / bytes));
    const subjects = {
      ours: async () => verifySignature({ body, signature, appId: undefined }, secrets) !== undefined,
      // Bytes become text first, as whoever uses it has to do.
      octokit: async () => verify('secret', body.toString('utf8'), signature),
    };
    const rates = { ours: [], octokit: [] };
    for (let round = -1; round < rounds; round += 1) {
      for (const [name, check] of Object.entries(subjects)) {
        const began = performance.now();
        for (let again = 0; again < often; again += 1) {
          if (!(await check())) throw new Error(`${name} refused a right signature.`);
        }
        if (round >= 0) rates[name].push(often / ((performance.now() - began) / 1_000));
      }
    }
    results.push({
      size,
      ours: median(rates.ours),
      octokit: median(rates.octokit),
      ratio: median(rates.ours.map((rate, round) => rate / rates.octokit[round])),
    });
  }
  return results;
}

async function take(handler, events) {
  const context = { getRemainingTimeInMillis: () => 10_000, awsRequestId: 'bench' };
  for (const event of events) {
    const answer = await handler(event, context);
    if (answer.statusCode !== 200) throw new Error(`The receiver answered ${answer.statusCode}: ${answer.body}`);
  }
}

/** Made before the clock runs: signing them is GitHub's work. */
function eventsOf(deliveries) {
  const [{ examples: issues }] = examples.filter(({ name }) => name === 'issues');
  return Array.from({ length: deliveries }, (_none, at) => {
    const body = JSON.stringify(issues[at % issues.length]);
    const headers = {
      'Content-Type': 'application/json',
      'X-GitHub-Event': 'issues',
      'X-GitHub-Delivery': randomUUID(),
      'X-GitHub-Hook-Installation-Target-Type': 'integration',
      'X-GitHub-Hook-Installation-Target-ID': '7',
      'X-Hub-Signature-256': signatureOf(Buffer.from(body)),
    };
    return {
      resource: '/webhook',
      httpMethod: 'POST',
      path: '/webhook',
      headers,
      body,
      isBase64Encoded: false,
      requestContext: { requestId: 'bench' },
    };
  });
}

function signatureOf(body) {
  return `sha256=${createHmac('sha256', 'secret').update(body).digest('hex')}`;
}

async function bundled(entry, name) {
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, name);
  await build({
    absWorkingDir: join(root, 'bench'),
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    outfile,
    logLevel: 'warning',
  });
  return outfile;
}

function message(child) {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', () => reject(new Error('The stub of AWS ended.')));
  });
}
