import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { boundedCountContract } from './bounded-count-contract.test.support';
import { createBoundedCount } from './bounded-count-table';

/** A table that keeps to the conditions of the count, over HTTP. The answers whose turn is in `lost` never arrive. */
async function startTable({ lost = [] }: { lost?: readonly number[] } = {}) {
  const rows = new Map<string, { counted: number; last?: string }>();
  let turn = 0;
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { Key, ExpressionAttributeValues: values } = JSON.parse(text);
    const row = rows.get(Key.Key.S) ?? { counted: 0 };
    rows.set(Key.Key.S, row);
    const name = values[':name'].S;
    const isMet = row.counted < Number(values[':most'].N) && row.last !== name;
    const item = { LastCounted: { S: row.last } };
    if (isMet) Object.assign(row, { counted: row.counted + 1, last: name });
    if (lost.includes(turn++)) return response.destroy();
    const refused = { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException', Item: item };
    response.writeHead(isMet ? 200 : 400, { 'content-type': 'application/x-amz-json-1.0' });
    return response.end(JSON.stringify(isMet ? {} : refused));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  });
  return {
    counted: (key: string) => rows.get(key)?.counted,
    count: createBoundedCount(client, 'tokens'),
    stop: async () => {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('createBoundedCount', () => {
  describe('over a table that keeps its conditions', () => {
    let kept: Awaited<ReturnType<typeof startTable>>;
    beforeAll(async () => {
      kept = await startTable();
    });
    afterAll(() => kept.stop());
    boundedCountContract(() => kept.count);
  });

  const one = { key: 'k', limit: 2, until: 1_000 };
  let table: Awaited<ReturnType<typeof startTable>>;
  afterEach(() => table?.stop());

  it('counts once what the SDK sent twice, since the first answer was lost', async () => {
    table = await startTable({ lost: [0] });
    expect(await table.count(one)).toBe('counted');
    expect(table.counted(one.key)).toBe(1);
  });

  it('counts the last one though its answer was lost', async () => {
    table = await startTable({ lost: [1] });
    expect([await table.count(one), await table.count(one)]).toEqual(['counted', 'counted']);
    expect(await table.count(one)).toBe('full');
  });
});
