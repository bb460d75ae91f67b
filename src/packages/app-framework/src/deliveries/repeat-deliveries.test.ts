import { DoNotRetryError } from '../event-context/do-not-retry';
import { useFakeAws } from '../handlers/fake-aws.test.support';
import { createHandleDelivery } from '../handlers/handle-delivery';
import { createHandlerLedger, type HandlerTask } from '../handlers/handler-ledger-table';
import { taskOf } from '../handlers/task.test.support';
import { field, parsedJson } from '../lambda/parsed-json';
import { sendToQueue } from './event-queue';
import { openRepetition } from './open-repetition';
import { createRepeatDeliveries } from './repeat-deliveries';
import { archiveKey, deliveryRow, key, operationsWith, payload, task } from './repeated-event.test.support';

const aws = useFakeAws();
const patience = () => 30_000;

let sent: { queue: unknown; body: unknown }[];
let kept: unknown[];
let published: unknown[];
let known: Record<string, object>;
let afterSend: () => number;

beforeEach(() => {
  Object.assign(process.env, {
    LEDGER_TABLE_NAME: 'ledger',
    PAYLOAD_BUCKET_NAME: 'payloads',
    EVENT_BUS_NAME: 'bus',
    INLINE_LIMIT: '200000',
  });
  sent = [];
  kept = [];
  published = [];
  afterSend = () => 200;
  known = {
    delivery: deliveryRow,
    operations: { Operations: { S: JSON.stringify(operationsWith('greet')) } },
  };
  aws().objects.set(`/payloads/${archiveKey}`, JSON.stringify(payload));
  aws().intercept(({ operation, input }) => {
    if (operation === 'GetItem') {
      const part = String(field(field(field(input, 'Key'), 'Part'), 'S'));
      // Other reads may be of before what was written just now.
      const Item = part !== 'routing' || field(input, 'ConsistentRead') === true ? known[part] : undefined;
      return { status: 200, body: JSON.stringify({ Item }) };
    }
    if (operation === 'PutItem') {
      kept.push(field(input, 'Item'));
      return { status: 200 };
    }
    if (operation === 'PutEvents') {
      const [entry] = [field(input, 'Entries')].flat();
      published.push(parsedJson(String(field(entry, 'Detail'))));
      return { status: 200, body: JSON.stringify({ Entries: [{ EventId: '1' }] }) };
    }
    if (operation !== 'SendMessage') return undefined;
    const status = afterSend();
    if (status === 200) {
      sent.push({ queue: field(input, 'QueueUrl'), body: parsedJson(String(field(input, 'MessageBody'))) });
    }
    return { status, body: '{}' };
  });
});

/** A deployed function, in a new process. */
function started(send = sendToQueue) {
  return createRepeatDeliveries({ ...openRepetition(), sendToQueue: send });
}

function repeat(...works: { key?: string; handler?: string; replayId?: string }[]) {
  return started()({ works: works.map((work) => ({ key, handler: 'greet', ...work })) }, patience);
}

function replay(replayId: string, handler?: string) {
  const to = handler === undefined ? {} : { handler };
  return started()({ replay: { replayId, ...to, keys: [key], progress: '{"so":"far"}' } }, patience);
}

const handle = (work: () => Promise<void>, what: HandlerTask = task) =>
  createHandleDelivery({ ledger: createHandlerLedger({ tableName: 'ledger' }), mostAttempts: 3 })({
    task: what,
    remainingMilliseconds: patience,
    work,
  });
/** What has the balance look at an hour again. */
const isReopening = (row: object) => Object.keys(row).some((name) => name.startsWith('reopened#'));
const works = () =>
  aws()
    .rows()
    .filter((row) => !isReopening(row));
const giveUp = async () => {
  throw new DoNotRetryError('no such label');
};
const done = async () => undefined;
const outcomes = async (asked: ReturnType<typeof repeat>) => (await asked).repetitions.map(({ outcome }) => outcome);

describe('createRepeatDeliveries', () => {
  it('has a handler do what it had given up, under the first identity and with all its tries', async () => {
    known.delivery = { ...deliveryRow, Own: { BOOL: true } };
    await handle(giveUp);
    expect(await outcomes(repeat({}))).toEqual(['sent']);
    expect(sent).toEqual([
      {
        queue: 'https://queues.example.com/greet',
        body: {
          source: 'github',
          'detail-type': 'issues',
          detail: {
            delivery_id: task.detail.delivery_id,
            delivery_key: key,
            app_id: 1234,
            host: 'api.github.com',
            action: 'opened',
            sender: payload.sender,
            repository: payload.repository,
            installation: payload.installation,
            organization: payload.organization,
            own: true,
            received_at: task.detail.received_at,
            s3_reference: { bucket: 'payloads', key: archiveKey },
            payload_complete: false,
          },
        },
      },
    ]);
    const [row] = works();
    expect(row).toMatchObject({ Status: { S: 'retry' }, Attempts: { N: '0' }, Reason: { S: expect.any(String) } });
    expect(row).not.toHaveProperty('Open');
    expect(await handle(done)).toEqual({ kind: 'settled', as: 'done' });
    expect(works()).toMatchObject([{ Status: { S: 'done' }, Attempts: { N: '1' } }]);
  });

  it('sends again what was reopened and not sent, since it is still among what is parked', async () => {
    await handle(giveUp);
    afterSend = () => 403;
    const failed = await repeat({});
    expect(failed.repetitions).toMatchObject([
      { outcome: 'failed', reason: expect.stringContaining('sqs SendMessage') },
    ]);
    expect(works()).toMatchObject([{ Status: { S: 'retry' }, Open: { S: expect.stringMatching(/^parked#/) } }]);
    afterSend = () => 200;
    expect(await outcomes(repeat({}))).toEqual(['sent']);
    expect(works()[0]).not.toHaveProperty('Open');
  });

  it('leaves among what is parked what was parked anew meanwhile', async () => {
    await handle(giveUp);
    const whileSending = new Promise<void>((resolve) => {
      afterSend = () => {
        void handle(giveUp).then(() => resolve());
        return 200;
      };
    });
    const run = started(async (event, remaining) => {
      await sendToQueue(event, remaining);
      await whileSending;
    });
    await run({ works: [{ key, handler: 'greet' }] }, patience);
    expect(works()).toMatchObject([{ Status: { S: 'parked' }, Open: { S: expect.stringMatching(/^parked#/) } }]);
  });

  it('does not send what is done, nor what a handler is at', async () => {
    await handle(done);
    expect(await outcomes(repeat({}))).toEqual(['done']);
    const other = { ...task, handler: 'label' };
    known.operations = { Operations: { S: JSON.stringify(operationsWith('label')) } };
    void handle(() => new Promise(() => undefined), other);
    await new Promise((resolve) => setImmediate(resolve));
    while (works().length < 2) await new Promise((resolve) => setImmediate(resolve));
    expect(await outcomes(repeat({ handler: 'label' }))).toEqual(['working']);
    expect(sent).toEqual([]);
  });

  it('sends what never came to the handler, though nothing of it lies in a queue any more', async () => {
    expect(await outcomes(repeat({}))).toEqual(['sent']);
    expect(await handle(done)).toEqual({ kind: 'settled', as: 'done' });
  });

  it('has the balance look at the hour again, which may be closed', async () => {
    await handle(giveUp);
    await repeat({});
    const hour = `${task.detail.received_at.slice(0, 13)}:00:00.000Z`;
    expect(aws().rows().filter(isReopening)).toMatchObject([{ [`reopened#${hour}`]: { S: expect.any(String) } }]);
  });

  it('redrives a replay as that replay', async () => {
    const replayed = taskOf({ replay_id: 'r-1' });
    await handle(giveUp, replayed);
    expect(await outcomes(repeat({ replayId: 'r-1' }))).toEqual(['sent']);
    expect(sent).toMatchObject([{ body: { detail: { replay_id: 'r-1' } } }]);
    // The balance looks at no replays.
    expect(aws().rows().filter(isReopening)).toEqual([]);
    expect(await handle(done, replayed)).toEqual({ kind: 'settled', as: 'done' });
  });

  it('replays what is done to one handler, which does it once more and once', async () => {
    known.routing = { Routes: { S: JSON.stringify([{ name: 'greet', events: ['issues'] }]) } };
    await handle(done);
    expect(await outcomes(replay('r-1', 'greet'))).toEqual(['sent']);
    expect(await outcomes(replay('r-1', 'greet'))).toEqual(['sent']);
    expect(sent).toMatchObject([
      { body: { detail: { replay_id: 'r-1' } } },
      { body: { detail: { replay_id: 'r-1' } } },
    ]);
    const work = jest.fn(done);
    const replayed = taskOf({ replay_id: 'r-1' });
    expect(await handle(work, replayed)).toEqual({ kind: 'settled', as: 'done' });
    expect(await handle(work, replayed)).toEqual({ kind: 'settled', as: 'known' });
    expect(work).toHaveBeenCalledTimes(1);
    expect(kept).toMatchObject([{ Delivery: { S: 'replay#r-1' }, Progress: { S: '{"so":"far"}' } }, {}]);
  });

  it('replays nothing to a handler whose rule is not for it, nor to one that is gone', async () => {
    const routes = (...names: string[]) => {
      known.routing = { Routes: { S: JSON.stringify(names.map((name) => ({ name, events: ['push'] }))) } };
    };
    routes('greet', 'gone');
    expect(await outcomes(replay('r-1', 'greet'))).toEqual(['not routed']);
    // A deployment may be half done.
    expect(await outcomes(replay('r-1', 'gone'))).toEqual(['no handler']);
    routes('other');
    expect(await outcomes(replay('r-1', 'greet'))).toEqual(['no handler']);
    expect(sent).toEqual([]);
  });

  it('replays what was held back to nobody, until its account is allowed', async () => {
    const routing = { Routes: { S: JSON.stringify([{ name: 'greet', events: ['issues'] }]) } };
    known.routing = { ...routing, Accounts: { S: 'acme' } };
    expect(await outcomes(replay('r-1'))).toEqual(['held back']);
    expect(await outcomes(replay('r-1', 'greet'))).toEqual(['not routed']);
    expect([sent, published]).toEqual([[], []]);
    known.routing = { ...routing, Accounts: { S: 'acme,octo-org' } };
    expect(await outcomes(replay('r-1', 'greet'))).toEqual(['sent']);
    expect(await outcomes(replay('r-2'))).toEqual(['sent']);
  });

  it('sends at once what is allowed by now', async () => {
    const repeating = started();
    const work = { works: [{ key, handler: 'greet' }] };
    const route = { name: 'greet', events: ['issues'] };
    const allowed = (Accounts: string) => {
      known.routing = { Routes: { S: JSON.stringify([route]) }, Accounts: { S: Accounts } };
      return outcomes(repeating(work, patience));
    };
    expect([await allowed('acme'), await allowed('octo-org')]).toEqual([['held back'], ['sent']]);
  });

  it('leaves parked what is of an account that is allowed no more, but for handlers of every account', async () => {
    const route = { name: 'greet', events: ['issues'] };
    const allow = (Accounts: string, ...routes: object[]) => {
      known.routing = { Routes: { S: JSON.stringify(routes) }, Accounts: { S: Accounts } };
    };
    // It is judged anew, whatever it was when it arrived.
    known.delivery = { ...deliveryRow, HeldBack: { BOOL: true } };
    await handle(giveUp);
    const parked = works();
    allow('acme', route, { ...route, name: 'label', everyAccount: true });
    expect(await outcomes(repeat({}, { replayId: 'r-1' }))).toEqual(['held back', 'held back']);
    expect([works(), sent]).toEqual([parked, []]);
    allow('acme', { ...route, everyAccount: true });
    expect(await outcomes(repeat({}))).toEqual(['sent']);
    allow('id:4', route);
    expect(await outcomes(repeat({}))).toEqual(['sent']);
    expect(sent.map(({ body }) => field(field(body, 'detail'), 'held'))).toEqual([true, undefined]);
  });

  it.each([
    ['was renamed since its first event', 5, 'sent', ['octo-org/web', 'octo-org/site']],
    ['has taken over a name', 6, 'not routed', ['octo-org/web']],
  ])('replays of a repository that %s by the name that it is known by', async (_what, id, outcome, known_as) => {
    known.routing = {
      Routes: { S: JSON.stringify([{ name: 'greet', events: ['issues'], repositories: ['octo-org/site'] }]) },
    };
    known.apps = { 'repository#api.github.com#octo-org/site': { N: String(id) } };
    expect(await outcomes(replay('r-1', 'greet'))).toEqual([outcome]);
    expect(await outcomes(replay('r-2'))).toEqual(['sent']);
    expect(published).toMatchObject([{ repository: { ...payload.repository, known_as } }]);
  });

  it('replays to the bus with the payload in it, under its first time', async () => {
    known.routing = { Routes: { S: '[]' } };
    expect(await outcomes(replay('r-1'))).toEqual(['sent']);
    const { received_at } = task.detail;
    expect(published).toMatchObject([
      { replay_id: 'r-1', delivery_key: key, received_at, payload, payload_complete: true },
    ]);
    expect(sent).toEqual([]);
  });

  it('tells of each on its own what cannot be sent, and changes nothing of it', async () => {
    await handle(giveUp);
    const parked = works();
    aws().objects.clear();
    expect(await outcomes(repeat({ handler: 'gone' }))).toEqual(['no handler']);
    expect(await outcomes(repeat({}))).toEqual(['no payload']);
    known.delivery = {};
    expect(await outcomes(repeat({ key: 'api.github.com#1#x' }))).toEqual(['no delivery']);
    expect(works()).toEqual(parked);
    expect(sent).toEqual([]);
  });
});
