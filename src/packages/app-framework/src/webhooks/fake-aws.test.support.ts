import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { leadAwsTo } from '../aws/aws-environment.test.support';
import { isMet, updated } from '../aws/update-expression.test.support';
import { field } from '../lambda/parsed-json';

/** What is to happen to calls of an operation, such as `PutEvents`. */
export interface AwsFault {
  /** 1 when absent. */
  readonly times?: number;
  /** True where AWS does what is asked before it fails. */
  readonly afterDoing?: true;
  /** Never answered; after so long where that is given, and then as if nothing had been. */
  readonly silent?: true;
  readonly lateMilliseconds?: number;
  readonly status?: number;
  readonly body?: unknown;
}

type Item = Record<string, unknown>;
type Answer = { readonly status: number; readonly body: unknown };

export type FakeAws = Awaited<ReturnType<typeof startFakeAws>>;

/** The four services that the receiver calls, on loopback, and the environment that leads there. */
export async function startFakeAws() {
  const rows = new Map<string, Item>();
  const objects = new Map<string, string>();
  const events: Item[] = [];
  const calls: string[] = [];
  const faults = new Map<string, { fault: AwsFault; left: number }>();
  const state = { secret: 'secret' };

  const operations: Record<string, (input: unknown) => Answer> = {
    GetSecretValue: () => done({ SecretString: state.secret }),
    GetItem: (input) => done({ Item: rows.get(keyOf(field(input, 'Key'))) }),
    PutItem(input) {
      const item = { ...Object(field(input, 'Item')) };
      const old = rows.get(keyOf(item));
      if (!isMet(input, old ?? {})) return refused('ConditionalCheckFailedException', { Item: old });
      rows.set(keyOf(item), item);
      return done({});
    },
    UpdateItem(input) {
      const key = { ...Object(field(input, 'Key')) };
      const old = rows.get(keyOf(key)) ?? {};
      if (!isMet(input, old)) return refused('ConditionalCheckFailedException');
      const next: Item = { ...key, ...updated(input, old) };
      rows.set(keyOf(key), next);
      const named: string[] = Object.values(Object(field(input, 'ExpressionAttributeNames')));
      return done({ Attributes: Object.fromEntries(named.map((name) => [name, next[name]])) });
    },
    PutEvents(input) {
      const [entry] = [field(input, 'Entries')].flat();
      events.push({ ...Object(entry) });
      return done({ FailedEntryCount: 0, Entries: [{ EventId: `event-${events.length}` }] });
    },
  };

  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    const target = request.headers['x-amz-target'];
    const operation = typeof target === 'string' ? target.replace(/^.*\./, '') : 'PutObject';
    calls.push(operation);
    const fault = faultOf(operation);
    const work = (): Answer => {
      if (operation !== 'PutObject') return operations[operation]?.(JSON.parse(body)) ?? refused('UnknownOperation');
      const path = decodeURIComponent(request.url ?? '');
      if (request.headers['if-none-match'] === '*' && objects.has(path)) return existing;
      objects.set(path, body);
      return done('');
    };
    if (!fault) return respond(response, work());
    if (fault.lateMilliseconds !== undefined) {
      setTimeout(() => respond(response, work()), fault.lateMilliseconds);
      return;
    }
    if (fault.afterDoing) work();
    if (!fault.silent) respond(response, { status: fault.status ?? 400, body: fault.body ?? { __type: 'Refused' } });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const leadBack = leadAwsTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

  function faultOf(operation: string): AwsFault | undefined {
    const known = faults.get(operation);
    if (!known || known.left === 0) return undefined;
    known.left -= 1;
    return known.fault;
  }

  return {
    rows,
    objects,
    events,
    /** Operations that were called, in their order. */
    calls,
    state,
    fail: (operation: string, fault: AwsFault) => faults.set(operation, { fault, left: fault.times ?? 1 }),
    heal: () => faults.clear(),
    reset(): void {
      for (const kept of [rows, objects, faults]) kept.clear();
      events.length = 0;
      calls.length = 0;
      state.secret = 'secret';
    },
    async stop(): Promise<void> {
      leadBack();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const existing: Answer = { status: 412, body: '<Error><Code>PreconditionFailed</Code></Error>' };

function done(body: unknown): Answer {
  return { status: 200, body };
}

function refused(type: string, more: object = {}): Answer {
  return { status: 400, body: { __type: type, message: `no ${type}`, ...more } };
}

function keyOf(holder: unknown): string {
  return ['Delivery', 'Part'].map((name) => String(field(field(holder, name), 'S'))).join(' ');
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function respond(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status);
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
