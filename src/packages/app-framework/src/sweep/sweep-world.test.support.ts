import { startFakeGitHub } from '../github/fake-github.test.support';
import { createGitHub } from '../github/github';
import type { RateLimit } from '../github/rate-limit';
import { startFakeAws } from '../recovery/fake-aws.test.support';
import { createAppIdentities } from '../webhooks/app-identity-table';
import { createDeliveryLedger } from '../webhooks/delivery-ledger-table';
import { createEventBus } from '../webhooks/event-bus';
import { createPayloadArchive } from '../webhooks/payload-archive';
import { createPublishDelivery } from '../webhooks/publish-delivery';
import { createRouteSource } from '../webhooks/route-source';
import { createRoutingReader } from '../webhooks/routing-table';
import { createCheckHookUrl } from './hook-url';
import { createLearnApp } from './learn-app';
import { createListedDeliveries } from './listed-deliveries';
import { createSweepDeliveries, type SweepFigures } from './sweep-deliveries';
import { createSweepTable } from './sweep-table';

const variables = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
const tableName = 'ledger';
export const start = Date.parse('2026-11-01T12:00:00Z');
export const pageSize = 10;
export const nothing = {
  recovered: 0,
  redeliveriesAsked: 0,
  unrecoverable: 0,
  failed: 0,
  missing: 0,
  atRisk: 0,
  elsewhere: 0,
  oversized: 0,
  throttled: 0,
};
const webhookUrl = 'https://example.com/prod/webhook';
export const minutes = (count: number) => count * 60_000;
export const guidOf = (number: number) => `${number.toString(16).padStart(4, '0')}0000-0000-4000-8000-000000000000`;

export interface Listed {
  readonly id: bigint;
  readonly guid: string;
  readonly at: number;
  readonly payload: string;
  readonly event: string;
  /** What the endpoint answered; 0 where there was none. */
  readonly status?: number;
}

export type SweepWorld = Awaited<ReturnType<typeof startSweepWorld>>;

/** GitHub with its list of deliveries, AWS with the ledger, and a sweep between them. */
export async function startSweepWorld() {
  const environment = { ...process.env };
  const [aws, gitHub] = [await startFakeAws(), await startFakeGitHub()];
  Object.assign(process.env, variables, { AWS_ENDPOINT_URL: aws.url });
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const steered: { limit?: RateLimit | undefined; unread: { failure?: unknown } } = { unread: {} };
  /** GitHub's log, oldest first. */
  const log: Listed[] = [];
  let clock = start;
  let forgets = false;
  let oldestPassSeconds = 0;
  let host = 'api.github.com';
  const progressRow = () => `sweep#${host}#42|sweep`;
  const seenBefore = () =>
    aws.rows.set(progressRow(), {
      Progress: { S: JSON.stringify({ since: new Date(start - minutes(60)).toISOString() }) },
    });

  /** GitHub delivers, for the first time or once more. */
  function attempt(delivered: Omit<Listed, 'id'>): Listed {
    const listed = { ...delivered, id: 9_007_199_254_740_993n + BigInt(log.length) * 2n };
    log.push(listed);
    gitHub.on(`GET /app/hook/deliveries/${listed.id}`, {
      body: raw(`${itemOf(listed).slice(0, -1)},"request":{"headers":{},"payload":${listed.payload}}}`),
    });
    return listed;
  }

  const world = {
    aws,
    gitHub,
    log,
    get clock(): number {
      return clock;
    },
    set clock(at: number) {
      clock = at;
    },
    steered,

    /** The App is one of another host, swept before. */
    movesTo(another: string): void {
      host = another;
      seenBefore();
    },

    /** GitHub delivers, and nobody is there. */
    deliver(number: number, at = clock, event = 'issues'): Listed {
      const payload = `{"action":"opened","issue":{"number":${number},"id":9007199254740993},"installation":{"id":7}}`;
      return attempt({ guid: guidOf(number), at, payload, event });
    },

    attempt,

    /** A new process: nothing is remembered but what is in the table. */
    async sweep(remainingMilliseconds = () => 240_000): Promise<SweepFigures | undefined> {
      const reported: SweepFigures[] = [];
      const asking = { gitHub: createGitHub({ retryMilliseconds: 1 }), token: async () => 'jwt' };
      const run = createSweepDeliveries({
        sweptApps: async () => ({
          apps: [{ appId: 42, host, baseUrl: gitHub.url }],
          ...steered.unread,
        }),
        listed: createListedDeliveries(asking),
        learn: createLearnApp({ ...asking, identities: createAppIdentities({ tableName }) }),
        checkHookUrl: createCheckHookUrl({ ...asking, webhookUrl }),
        table: createSweepTable({ tableName }),
        publish: publisher(),
        limitOf: () => steered.limit,
        report: (figures, seconds) => {
          reported.push(figures);
          oldestPassSeconds = seconds;
        },
        now: () => new Date(clock),
      });
      await run(remainingMilliseconds);
      return reported[0];
    },

    /** As often as it takes until nothing is missing, 5 minutes apart; what each run came to. */
    async sweepThrough(): Promise<SweepFigures[]> {
      const runs: SweepFigures[] = [];
      do {
        clock += minutes(5);
        const figures = await world.sweep();
        if (figures) runs.push(figures);
      } while (runs.at(-1)?.missing !== 0 && runs.length < 20);
      return runs;
    },

    /** As before the first run of a deployment, or the first with this App. */
    seesAppFirst(): void {
      aws.rows.delete(progressRow());
    },

    /** It arrives, after all. */
    receive({ guid, payload, event }: Listed): Promise<unknown> {
      const delivery = {
        host,
        appId: 42,
        deliveryId: guid,
        event,
        body: Buffer.from(payload),
        payload: JSON.parse(payload),
        secretVersion: 0,
        receivedAt: new Date(clock),
      };
      return publisher()({ delivery, payloadText: payload, source: 'posted', remainingMilliseconds: () => 8_000 });
    },

    /** GitHub takes no cursor that it gave before. */
    forgetPlaces(): void {
      forgets = true;
    },

    oldestPassSeconds: () => oldestPassSeconds,
    published: () => aws.events.map(({ detail }) => String(detail.delivery_id)),
    pagesRead: () => gitHub.asked().filter((asked) => asked === 'GET /app/hook/deliveries').length,

    async stop(): Promise<void> {
      jest.restoreAllMocks();
      process.env = environment;
      await Promise.all([aws.stop(), gitHub.stop()]);
    },
  };

  seenBefore();
  gitHub.on('GET /app/hook/config', { body: { content_type: 'json', url: webhookUrl } });
  gitHub.on('GET /app', { body: { id: 42, slug: 'greeter' } });
  gitHub.on('GET /app/hook/deliveries', ({ query }) => {
    const newestFirst = [...log].reverse();
    if (forgets && query.cursor !== undefined) {
      forgets = false;
      return { status: 422, body: { message: 'Invalid cursor.' } };
    }
    const from = query.cursor === undefined ? 0 : newestFirst.findIndex(({ id }) => String(id) === query.cursor);
    const page = newestFirst.slice(from, from + pageSize);
    const next = newestFirst[from + pageSize];
    const link = `<${gitHub.url}/app/hook/deliveries?cursor=${next?.id}>; rel="next"`;
    return { ...(next && { headers: { link } }), body: raw(`[${page.map(itemOf).join(',')}]`) };
  });

  function publisher() {
    return createPublishDelivery({
      ledger: createDeliveryLedger({ tableName }),
      archive: createPayloadArchive({ bucketName: 'payloads' }),
      bus: createEventBus({ busName: 'bus', inlineLimit: 200_000 }),
      routes: createRouteSource({ read: createRoutingReader({ tableName }) }),
      identities: createAppIdentities({ tableName }),
      now: () => new Date(clock),
    });
  }
  return world;
}

export const raw = (text: string) => text;
/** As GitHub writes it: the id is a number that a double cannot hold. */
const itemOf = ({ id, guid, at, event, status = 0 }: Listed) =>
  `{"id":${id},"guid":"${guid}","delivered_at":"${new Date(at).toISOString()}","event":"${event}","status_code":${status},"status":"${status === 0 ? 'timed out' : 'OK'}"}`;

/** A world of its own for each test of a file. */
export function useSweepWorld(): () => SweepWorld {
  let world: SweepWorld;
  beforeEach(async () => {
    world = await startSweepWorld();
  });
  afterEach(() => world.stop());
  return () => world;
}
