import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isMet, type Row, updated } from '../aws/update-expression.test.support';
import { field } from '../lambda/parsed-json';

export interface AwsRequest {
  /** Name of the operation, or the method for an object; `Invoke` for a function. */
  readonly operation: string;
  /** The parsed input, or the path of an object. */
  readonly input: unknown;
}

interface Said {
  readonly status: number;
  readonly body?: string;
}

/** What is answered in place of the fake's own answer; absent for its own. */
export type Interception = (request: AwsRequest) => Said | undefined;
/** As that, at once or when it is time. */
export type LateInterception = (request: AwsRequest) => Said | undefined | Promise<Said | undefined>;

/** Partition and order of the indexes, and of the table, that are queried. */
const indexKeys: Readonly<Record<string, readonly [string, string]>> = {
  UnsettledIndex: ['UnsettledIn', 'UnsettledAs'],
  RepoStatusIndex: ['RepoKey', 'Status'],
  RepoCreatedIndex: ['RepoKey', 'CreatedAt'],
  RepoNameIndex: ['RepoName', 'CreatedAt'],
  InstallationID: ['InstallationId', 'NodeId'],
  ByEvent: ['Installation', 'ForEvent'],
  ByDueTime: ['DueIn', 'DueAt'],
};
/** Of a table that is queried without an index. */
const tableKeys = ['Installation', 'TriggerId'] as const;
const approvalKeys = ['JobId', 'ApprovalName'] as const;

let givenUp = 0;
/** How many calls were given up before they were answered: on a busy machine this process is too slow for its own patience. */
export const callsGivenUp = () => givenUp;

/**
 * DynamoDB's UpdateItem, PutItem, GetItem, DeleteItem, Query and Scan, SQS's SendMessage and ChangeMessageVisibility, SNS's Publish, and S3's GetObject on 127.0.0.1, and the environment that leads there. Every state that
 * a row had is kept in `history`.
 */
async function startFakeAws() {
  const rows = new Map<string, Row>();
  const history: Row[] = [];
  const postponed: unknown[] = [];
  const sent: unknown[] = [];
  const published: unknown[] = [];
  const objects = new Map<string, string>();
  let intercept: LateInterception = () => undefined;
  let interceptAfter: Interception = () => undefined;

  const put = (input: unknown) => {
    const item = rowIn(field(input, 'Item'));
    const key = keyOf(item);
    const there = rows.get(key);
    if (!isMet(input, there ?? {}))
      return { status: 400, body: JSON.stringify({ __type: 'x#ConditionalCheckFailedException', Item: there }) };
    rows.set(key, item);
    history.push(item);
    return { status: 200, body: '{}' };
  };

  /** The rows in an index of jobs: all, or those of one key. */
  const indexed = (input: unknown) => {
    const [partition, order] = indexKeys[String(field(input, 'IndexName'))] ?? tableOf(input);
    const conditions = ['KeyConditionExpression', 'FilterExpression'].flatMap((name) => field(input, name) ?? []);
    const direction = field(input, 'ScanIndexForward') === false ? -1 : 1;
    const placeOf = (row: Row) => JSON.stringify(row[order]);
    return [...rows.values()]
      .filter((row) => row[partition] !== undefined && row[order] !== undefined)
      .filter((row) =>
        conditions.every((condition) => isMet({ ...Object(input), ConditionExpression: condition }, row)),
      )
      .sort((one, other) => (placeOf(one) < placeOf(other) ? -direction : direction));
  };

  const answer = (request: AwsRequest): { status: number; body: string } => {
    const { operation, input } = request;
    if (operation === 'ChangeMessageVisibility') {
      postponed.push(input);
      return { status: 200, body: '{}' };
    }
    if (operation === 'GET') {
      const body = objects.get(String(input));
      return body === undefined ? { status: 404, body: '<Code>NoSuchKey</Code>' } : { status: 200, body };
    }
    if (operation === 'SendMessage') {
      sent.push(input);
      return { status: 200, body: '{}' };
    }
    if (operation === 'Publish') {
      published.push(input);
      return { status: 200, body: '<PublishResponse/>' };
    }
    if (operation === 'GetItem') {
      return { status: 200, body: JSON.stringify({ Item: rows.get(JSON.stringify(field(input, 'Key'))) }) };
    }
    if (operation === 'PutItem') return put(input);
    if (operation === 'Query' || operation === 'Scan')
      return { status: 200, body: JSON.stringify(pageOf(indexed(input), input)) };
    if (operation === 'DeleteItem') {
      const deleted = JSON.stringify(field(input, 'Key'));
      const Attributes = rows.get(deleted);
      rows.delete(deleted);
      return { status: 200, body: JSON.stringify({ Attributes }) };
    }
    if (operation !== 'UpdateItem') return { status: 400, body: `{"__type":"UnknownOperationException"}` };
    const key = JSON.stringify(field(input, 'Key'));
    const row = rows.get(key) ?? {};
    if (!isMet(input, row)) {
      const body = JSON.stringify({ __type: 'x#ConditionalCheckFailedException', Item: row });
      return { status: 400, body };
    }
    const next = updated(input, rows.has(key) ? row : Object(field(input, 'Key')));
    rows.set(key, next);
    history.push(next);
    return { status: 200, body: JSON.stringify({ Attributes: next }) };
  };

  const lost = (request: AwsRequest, said: { status: number; body: string }) => interceptAfter(request) ?? said;

  const server = createServer(async (incoming, response) => {
    response.on('close', () => {
      if (!response.writableFinished) givenUp += 1;
    });
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const target = incoming.headers['x-amz-target'];
    const called = /\/functions\/([^/]+)\/invocations$/.exec(incoming.url ?? '')?.[1];
    const sent = (): unknown => JSON.parse(Buffer.concat(chunks).toString());
    const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    const request =
      typeof target === 'string'
        ? { operation: target.replace(/^.*\./, ''), input: sent() }
        : form.Action !== undefined
          ? { operation: form.Action, input: form }
          : called === undefined
            ? { operation: incoming.method ?? '', input: incoming.url }
            : { operation: 'Invoke', input: { functionName: called, input: sent() } };
    const said = (await intercept(request)) ?? lost(request, answer(request));
    response.writeHead(said.status);
    response.end(said.body ?? '{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const environment = {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
  };
  return {
    environment,
    history,
    postponed,
    /** What was sent to queues. */
    sent,
    /** What was published to topics. */
    published,
    objects,
    rows: () => [...rows.values()],
    /** Has requests answered otherwise from now on. */
    intercept: (by: LateInterception) => {
      intercept = by;
    },
    /** Has requests done, and answered otherwise. */
    interceptAfter: (by: Interception) => {
      interceptAfter = by;
    },
    clear: () => {
      rows.clear();
      history.length = 0;
      postponed.length = 0;
      sent.length = 0;
      published.length = 0;
      intercept = () => undefined;
      interceptAfter = () => undefined;
    },
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Which table is queried without an index. */
function tableOf(input: unknown): readonly [string, string] {
  const isOfJob = String(field(input, 'KeyConditionExpression')).startsWith('JobId');
  return isOfJob ? approvalKeys : tableKeys;
}

function keyOf(item: Row): string {
  const ofJob = 'ApprovalName' in item ? approvalKeys : undefined;
  const names = ofJob ?? ('JobId' in item ? ['JobId'] : 'TriggerId' in item ? tableKeys : ['Delivery', 'Part']);
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, item[name]])));
}

/** What is left after the key that a query goes on from, as many as it wants. */
function pageOf(rows: readonly Row[], input: unknown) {
  const from = field(input, 'ExclusiveStartKey');
  const rest = from === undefined ? rows : rows.slice(rows.findIndex((row) => keyOf(row) === JSON.stringify(from)) + 1);
  const Items = rest.slice(0, Number(field(input, 'Limit') ?? rest.length));
  const last = Items.length < rest.length ? Items.at(-1) : undefined;
  return { Items, Count: Items.length, ...(last && { LastEvaluatedKey: JSON.parse(keyOf(last)) }) };
}

function rowIn(item: unknown): Row {
  return { ...Object(item) };
}

type FakeAws = Awaited<ReturnType<typeof startFakeAws>>;

/** Has the tests of a file work on a fake AWS, empty for each; answers a way to it, for it is there only while they run. */
export function useFakeAws(): () => FakeAws {
  const before = { ...process.env };
  let aws: FakeAws | undefined;
  const running = () => {
    if (aws) return aws;
    throw new Error('The fake AWS is there only while tests run.');
  };
  beforeAll(async () => {
    aws = await startFakeAws();
    Object.assign(process.env, aws.environment);
  });
  afterEach(() => running().clear());
  afterAll(async () => {
    process.env = before;
    await running().stop();
  });
  return running;
}
