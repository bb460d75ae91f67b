// `node bench/rate-limits.mjs`: what one run of the shipped rate-limit function asks for, with every installation idle and with some in use.
// The function is the bundle that is deployed; DynamoDB, KMS and GitHub are one server on this machine that counts.
import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { tsImport } from 'tsx/esm/api';
import { root } from '../tasks/processes.mjs';

const bundle = join(root, 'src/packages/app-framework/assets/track-rate-limits/index.js');
const installations = 10_000;
const apps = 10;

const dataKey = randomBytes(32);
const epoch = new Date().toISOString().slice(0, 10);
const number = (value) => ({ N: String(value) });

export async function measureRateLimits() {
  if (!existsSync(bundle)) throw new Error('Not built: the function track-rate-limits. Run npm run build.');
  const world = await startWorld();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: world.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    APP_TABLE_NAME: 'bench-apps',
    TOKEN_TABLE_NAME: 'bench-tokens',
    TOKEN_KEY_ARN: 'arn:aws:kms:us-east-1:111122223333:key/bench',
    RATE_LIMIT_METRICS: 'app',
  });
  const { handler } = createRequire(import.meta.url)(bundle);
  const runWith = async (inUse) => {
    await world.use(inUse);
    const before = performance.now();
    await withoutLogs(() => handler({}, { getRemainingTimeInMillis: () => 300_000 }));
    return { inUse, milliseconds: performance.now() - before, ...world.counted() };
  };
  try {
    return [await runWith(0), await runWith(1_000)];
  } finally {
    world.stop();
  }
}

/** Answers as AWS and GitHub do, as far as the function asks, and counts by service. */
async function startWorld() {
  const { createTokenSeal } = await tsImport(
    '../src/packages/app-framework/src/installation-tokens/token-seal.ts',
    import.meta.url,
  );
  const key = { epoch, key: createSecretKey(dataKey) };
  const seal = createTokenSeal({ current: async () => key, find: async () => key });
  let counts = {};
  let rows = new Map();
  const answers = {
    Scan: () => ({ Items: Array.from({ length: apps }, (_, index) => ({ AppId: number(index + 1) })) }),
    Query: ({ ExpressionAttributeValues }) => ({ Items: rows.get(ExpressionAttributeValues[':holder'].N) ?? [] }),
    GetItem: () => ({ Item: { Wrapped: { B: Buffer.from('wrapped').toString('base64') } } }),
    Decrypt: () => ({ Plaintext: dataKey.toString('base64'), KeyId: process.env.TOKEN_KEY_ARN }),
  };
  const bucket = { limit: 5000, remaining: 4321, reset: Math.ceil(Date.now() / 1000) + 1800, used: 679 };
  const server = createServer(async (request, response) => {
    const chunks = await collected(request);
    const [service = 'GitHub', action] = (request.headers['x-amz-target'] ?? '').split('.').filter(Boolean);
    const name = { DynamoDB_20120810: 'DynamoDB', TrentService: 'KMS' }[service] ?? 'GitHub';
    counts[name] = (counts[name] ?? 0) + 1;
    const body = action
      ? answers[action](JSON.parse(Buffer.concat(chunks).toString()))
      : { resources: { core: bucket } };
    response.writeHead(200, { 'content-type': action ? 'application/x-amz-json-1.0' : 'application/json' });
    response.end(JSON.stringify(body));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;

  return {
    url,
    counted: () => ({ gitHub: counts.GitHub ?? 0, kms: counts.KMS ?? 0, dynamoDb: counts.DynamoDB ?? 0 }),
    /** Gives so many installations a token from half an hour ago, and forgets what was counted. */
    async use(inUse) {
      rows = new Map();
      for (let index = 0; index < inUse; index += 1) await give(rows, { seal, url, appId: (index % apps) + 1, index });
      counts = {};
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function give(rows, { seal, url, appId, index }) {
  const mintedAt = Date.now() - 30 * 60_000;
  const record = {
    key: `live#${randomUUID()}`,
    appId,
    installationId: index + 1,
    sharer: 'bench',
    mintedAt,
    expiresAt: mintedAt + 3_600_000,
  };
  const sealed = await seal.seal(record, { token: `ghs_bench${index}`, host: url, scope: {} });
  const row = {
    Key: { S: record.key },
    AppId: number(appId),
    InstallationId: number(record.installationId),
    Caller: { S: record.sharer },
    MintedAt: number(mintedAt),
    Expiry: number(record.expiresAt),
    TokenHash: { S: 'hash' },
    Ciphertext: { B: Buffer.from(sealed.ciphertext).toString('base64') },
    Epoch: { S: sealed.epoch },
    Slot: { S: `token#${index}` },
  };
  rows.set(String(appId), [...(rows.get(String(appId)) ?? []), row]);
}

async function collected(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

async function withoutLogs(run) {
  const write = process.stdout.write;
  process.stdout.write = () => true;
  try {
    await run();
  } finally {
    process.stdout.write = write;
  }
}

if (process.argv[1] === import.meta.filename) {
  try {
    const runs = await measureRateLimits();
    console.log(
      `One run of track-rate-limits over ${installations.toLocaleString('en')} installations of ${apps} Apps:\n`,
    );
    console.log(
      `${'in use'.padStart(8)}${'GitHub'.padStart(10)}${'KMS'.padStart(8)}${'DynamoDB'.padStart(10)}${'ms'.padStart(8)}`,
    );
    for (const { inUse, gitHub, kms, dynamoDb, milliseconds } of runs) {
      const cells = [
        [inUse, 8],
        [gitHub, 10],
        [kms, 8],
        [dynamoDb, 10],
        [milliseconds.toFixed(0), 8],
      ];
      console.log(cells.map(([cell, width]) => String(cell).padStart(width)).join(''));
    }
    console.log(
      '\nGitHub does not count these calls. DynamoDB: one scan of the Apps, one query an App, and the data key once a day.',
    );
    if (runs[0].gitHub > 0 || runs[1].gitHub !== runs[1].inUse)
      throw new Error('Idle installations were asked about, or used ones were not.');
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
