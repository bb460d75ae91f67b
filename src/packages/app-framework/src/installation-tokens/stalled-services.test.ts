import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { createDataKeys } from '../aws/data-keys';
import { createFakeDataKeys, createFakeTokenTable, createFakeUnrecordedTokens } from './fake-token-table.test.support';
import { createLiveTokenTable } from './live-token-table';
import { createTokenCache } from './token-cache';
import { createTokenSeal } from './token-seal';
import { createTokenTable } from './token-table';

const patienceMilliseconds = 2_000;
const wish = {
  identity: { host: 'h', appId: 7, installationId: 71, state: 's', sharer: 'caller', scope: {} },
  caller: '1/role/ci',
  minimumLifetimeMilliseconds: 900_000,
  kind: 'shared' as const,
  remainingMilliseconds: () => 60_000,
};

/** A service that takes every request, and answers none, or each with the same. */
async function startService({ answer }: { answer?: string } = {}) {
  let asked = 0;
  const server: Server = createServer((request, response) => {
    asked += 1;
    request.resume();
    if (answer !== undefined) request.on('end', () => response.end(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const settings = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  };
  return {
    settings,
    asked: () => asked,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('createTokenCache where a service takes requests and never answers', () => {
  let silent: Awaited<ReturnType<typeof startService>>;
  let empty: Awaited<ReturnType<typeof startService>>;
  beforeEach(async () => {
    silent = await startService();
    empty = await startService({ answer: '{}' });
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await Promise.all([silent.stop(), empty.stop()]);
  });

  const mint = async () => ({
    kind: 'minted' as const,
    token: { token: 'ghs_one', expiresAt: new Date(Date.now() + 3_600_000), scope: {} },
  });

  it('mints without DynamoDB', async () => {
    const dynamoDb = new DynamoDBClient(silent.settings);
    const unrecorded = createFakeUnrecordedTokens();
    const { obtain } = createTokenCache({
      slots: createTokenTable(dynamoDb, 'tokens', patienceMilliseconds),
      live: createLiveTokenTable(dynamoDb, 'tokens', patienceMilliseconds),
      seal: createFakeDataKeys().seal,
      unrecorded,
      test: async () => 'unclear',
    });

    expect(await obtain(wish, mint)).toMatchObject({ token: { token: 'ghs_one' } });
    expect(silent.asked()).toBeGreaterThan(0);
    expect(unrecorded.notes).toHaveLength(1);
    dynamoDb.destroy();
  });

  it('mints without KMS', async () => {
    const [dynamoDb, kms] = [new DynamoDBClient(empty.settings), new KMSClient(silent.settings)];
    const fake = createFakeTokenTable();
    const collaborators = { dynamoDb, kms, tableName: 'tokens', wrappingKeyArn: 'arn', patienceMilliseconds };
    const { obtain } = createTokenCache({
      slots: fake.table,
      live: fake.liveTokens,
      seal: createTokenSeal(createDataKeys(collaborators)),
      unrecorded: createFakeUnrecordedTokens(),
      test: async () => 'unclear',
    });

    expect(await obtain(wish, mint)).toMatchObject({ token: { token: 'ghs_one' } });
    expect(silent.asked()).toBe(1);
    expect(fake.live.size).toBe(1);
    for (const client of [dynamoDb, kms]) client.destroy();
  });
});
