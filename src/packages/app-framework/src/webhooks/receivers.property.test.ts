import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { createDeliveryLedger } from './delivery-ledger-table';
import { createEventBus } from './event-bus';
import { type FakeAws, startFakeAws } from './fake-aws.test.support';
import { createPayloadArchive } from './payload-archive';
import { createPublishDelivery, type PublishingCollaborators } from './publish-delivery';
import { someDelivery } from './receiver-world.test.support';

let aws: FakeAws;
beforeAll(async () => {
  aws = await startFakeAws();
});
afterAll(() => aws.stop());

const text = '{"action":"opened"}';
const remainingMilliseconds = () => 8_000;
const midnight = Date.parse('2026-11-02T00:00:00Z');

/** A place before or after a call, where a receiver waits for its turn. */
interface Gate {
  readonly receiver: number;
  readonly open: () => Promise<void>;
}

const choice = fc.record({
  pick: fc.nat(1_000),
  kill: fc.boolean().chain((once) => (once ? fc.boolean() : fc.constant(false))),
});
const arrivals = fc.array(fc.constantFrom(-1, 0, 1, 86_400_000), { minLength: 2, maxLength: 3 });

/** Receivers of one delivery, whose calls to AWS are made one at a time, in an order that the test chooses. */
function arrange() {
  aws.reset();
  const gates: Gate[] = [];
  const early: string[] = [];
  const answers = new Set<string>();

  function gated<Input extends unknown[], Output>(receiver: number, call: (...input: Input) => Promise<Output>) {
    return async (...input: Input): Promise<Output> => {
      let outcome: Promise<Output> | undefined;
      await waiting(receiver, async () => {
        outcome = call(...input);
        await outcome.catch(() => undefined);
      });
      await waiting(receiver, async () => undefined);
      if (!outcome) throw new Error('The call was not made.');
      return outcome;
    };
  }

  function waiting(receiver: number, work: () => Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      gates.push({
        receiver,
        open: async () => {
          await work();
          resolve();
          await turn();
        },
      });
    });
  }

  const ledger = createDeliveryLedger({ tableName: 'ledger' });
  const archive = createPayloadArchive({ bucketName: 'payloads' });
  const bus = createEventBus({ busName: 'bus', inlineLimit: 200_000 });
  const plain: PublishingCollaborators = {
    ledger,
    archive,
    bus,
    routes: { current: async () => ({ routes: [], apps: [], repositories: [] }) },
  };

  const row = () => [...aws.rows.values()][0];
  const textIn = (name: string) => Object(row()?.[name]).S;

  async function receive(collaborators: PublishingCollaborators, receivedAt: Date): Promise<void> {
    const delivery = {
      host: 'api.github.com',
      appId: 7,
      deliveryId: someDelivery,
      event: 'issues',
      body: Buffer.from(text),
      payload: JSON.parse(text),
      secretVersion: 0,
      receivedAt,
    };
    const publish = createPublishDelivery(collaborators);
    const outcome = await publish({ delivery, payloadText: text, source: 'posted', remainingMilliseconds });
    answers.add(outcome);
    if (textIn('Status') !== 'published') early.push(outcome);
  }

  return {
    gates,
    early,
    answers,
    row,
    textIn,
    start(receiver: number, receivedAt: Date): void {
      void receive(
        {
          ...plain,
          ledger: {
            ...ledger,
            begin: gated(receiver, ledger.begin),
            markPublished: gated(receiver, ledger.markPublished),
          },
          archive: { bucketName: archive.bucketName, put: gated(receiver, archive.put) },
          bus: { ...bus, publish: gated(receiver, bus.publish) },
        },
        receivedAt,
      );
    },
    /** As whoever comes last and is left alone: GitHub's redelivery, or the recovery. */
    finish: () => receive(plain, new Date(midnight + 3 * 86_400_000)),
  };
}

describe('receivers of one delivery', () => {
  it('whatever their order and whoever is killed, publish one and the same event, whose payload is kept', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(arrivals, fc.array(choice, { maxLength: 24 }), async (offsets, choices) => {
        const world = arrange();
        for (const [receiver, offset] of offsets.entries()) world.start(receiver, new Date(midnight + offset));
        await turn();
        const next = async (pick: number, kill: boolean): Promise<void> => {
          const gate = world.gates[pick % world.gates.length];
          if (!gate) return;
          const gone = world.gates.filter((each) => (kill ? each.receiver === gate.receiver : each === gate));
          for (const each of gone) world.gates.splice(world.gates.indexOf(each), 1);
          if (!kill) await gate.open();
          if (kill) seen.add('killed');
        };
        for (const { pick, kill } of choices) await next(pick, kill);
        while (world.gates.length > 0) await next(0, false);
        await world.finish();

        expect(world.early).toEqual([]);
        expect(world.textIn('Status')).toBe('published');
        expect(world.row()).not.toHaveProperty('Open');
        const details = aws.events.map(({ Detail }) => String(Detail));
        expect(details.length).toBeGreaterThan(0);
        expect(new Set(details).size).toBe(1);
        const { received_at, s3_reference } = JSON.parse(details[0] ?? '{}');
        expect(received_at).toBe(world.textIn('ReceivedAt'));
        expect(s3_reference.key).toBe(world.textIn('ArchiveKey'));
        expect([...aws.objects].filter(([path]) => path.endsWith(s3_reference.key)).map(([, kept]) => kept)).toEqual([
          text,
        ]);
        for (const answer of world.answers) seen.add(answer);
        if (details.length > 1) seen.add('published twice');
      }),
      { numRuns: 150 },
    );
    expect([...seen].sort()).toEqual(['duplicate', 'killed', 'published', 'published twice']);
  });
});
