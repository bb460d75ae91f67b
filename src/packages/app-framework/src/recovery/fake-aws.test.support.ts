import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { leadAwsTo } from '../aws/aws-environment.test.support';
import { isMet, updated } from '../aws/update-expression.test.support';

type Item = Record<string, { S?: string; N?: string; L?: unknown[]; BOOL?: boolean }>;

export interface FakeCall {
  /** Such as `PutItem` or `GetObject`. */
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

/** What becomes of a call: it is refused before it has its effect, or has it and nobody is told. */
export type Fault = 'refused' | 'unheard';

/** DynamoDB, S3 and EventBridge over HTTP, as far as the ledger, the archive and the bus call them. */
export async function startFakeAws() {
  const rows = new Map<string, Item>();
  const objects = new Map<string, string>();
  const events: { detailType: string; time: number; detail: Record<string, unknown> }[] = [];
  const calls: FakeCall[] = [];
  /** By URL: how many messages a queue holds, and how old the oldest is as far as CloudWatch knows. */
  const queues = new Map<string, { messages: number; oldestSeconds?: number }>();
  const sent: { queueUrl: string; body: Record<string, unknown> }[] = [];
  let faultOf: (call: FakeCall, index: number) => Fault | undefined = () => undefined;
  let pageSize = 100;

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const call = callOf(request, body);
    calls.push(call);
    const fault = faultOf(call, calls.length - 1);
    const answer = fault === 'refused' ? unavailable : answerTo(call, body);
    const { status, text } = fault === 'unheard' ? unavailable : answer;
    response.writeHead(status).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  function answerTo({ operation, input }: FakeCall, body: string) {
    if (operation === 'GetObject') {
      const object = objects.get(String(input.path));
      return object === undefined
        ? { status: 404, text: '<Error><Code>NoSuchKey</Code></Error>' }
        : { status: 200, text: object };
    }
    if (operation === 'PutObject') {
      if (input.isNew && objects.has(String(input.path))) {
        return { status: 412, text: '<Error><Code>PreconditionFailed</Code></Error>' };
      }
      objects.set(String(input.path), body);
      return { status: 200, text: '' };
    }
    if (operation === 'PutEvents') {
      for (const { DetailType, Detail, Time } of input.Entries as {
        DetailType: string;
        Detail: string;
        Time: number;
      }[]) {
        events.push({ detailType: DetailType, time: Time, detail: JSON.parse(Detail) });
      }
      return json({ FailedEntryCount: 0, Entries: [{ EventId: String(events.length) }] });
    }
    if (operation === 'Query') return json(queried(input));
    if (operation === 'GetQueueAttributes') {
      const { messages = 0 } = queues.get(String(input.QueueUrl)) ?? {};
      return json({ Attributes: { ApproximateNumberOfMessagesNotVisible: String(messages) } });
    }
    if (operation === 'GetMetricStatistics') {
      const [{ Value = '' } = {}] = input.Dimensions as { Value?: string }[];
      const age = [...queues].find(([url]) => url.endsWith(`/${Value}`))?.[1].oldestSeconds;
      return json({ Datapoints: age === undefined ? [] : [{ Maximum: age }, { Maximum: age / 2 }] });
    }
    if (operation === 'SendMessage') {
      sent.push({ queueUrl: String(input.QueueUrl), body: JSON.parse(String(input.MessageBody)) });
      return json({ MessageId: String(sent.length) });
    }
    if (operation === 'GetItem') return json({ Item: rows.get(keyOf(input.Key as Item)) });
    const key = keyOf((operation === 'PutItem' ? input.Item : input.Key) as Item);
    if (!isMet(input, rows.get(key) ?? {})) {
      const Item = input.ReturnValuesOnConditionCheckFailure && rows.get(key);
      return json({ __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException', Item }, 400);
    }
    if (operation === 'PutItem') rows.set(key, input.Item as Item);
    else if (operation === 'UpdateItem')
      rows.set(key, { ...(input.Key as Item), ...updated(input, rows.get(key) ?? {}) } as Item);
    else throw new Error(`${operation} is not known here`);
    return json({});
  }

  function queried(input: Record<string, unknown>) {
    const index = String(input.IndexName);
    const [partition, before] = Object.values(input.ExpressionAttributeValues as Item).map(({ S = '' }) => S);
    const start = (input.ExclusiveStartKey as Item | undefined)?.at?.S;
    const items = [...rows.values()]
      .filter((row) => row[index]?.S === partition && (before === undefined || String(row.ReceivedAt?.S) < before))
      .sort((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1))
      .filter((row) => start === undefined || placeOf(row) > start);
    const page = items.slice(0, pageSize);
    const last = page.at(-1);
    return {
      Items: page,
      ...(items.length > page.length && last && { LastEvaluatedKey: { at: { S: placeOf(last) } } }),
    };
  }

  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    rows,
    objects,
    events,
    calls,
    queues,
    sent,
    /** Decides the fate of each call from now on. */
    fail(fate: typeof faultOf): void {
      faultOf = fate;
    },
    readPagesOf(size: number): void {
      pageSize = size;
    },
    stop(): Promise<void> {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Leads all signed requests of this process to such an AWS, for the tests of a file. */
export function useRecoveryAws(): void {
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const aws = await startFakeAws();
    const leadBack = leadAwsTo(aws.url);
    stop = () => {
      leadBack();
      return aws.stop();
    };
  });
  afterAll(() => stop());
}

const json = (value: unknown, status = 200) => ({ status, text: JSON.stringify(value) });
const unavailable = json({ __type: 'InternalServerError', message: 'try again' }, 500);

function callOf({ method, url = '', headers }: IncomingMessage, body: string): FakeCall {
  const target = headers['x-amz-target'];
  if (target === undefined) {
    const isNew = headers['if-none-match'] === '*';
    return { operation: method === 'PUT' ? 'PutObject' : 'GetObject', input: { path: url, isNew } };
  }
  return { operation: String(target).replace(/^.*\./, ''), input: JSON.parse(body) };
}

const keyOf = ({ Delivery, Part }: Item) => `${Delivery?.S}|${Part?.S}`;
const placeOf = (row: Item) => `${row.ReceivedAt?.S}|${keyOf(row)}`;
