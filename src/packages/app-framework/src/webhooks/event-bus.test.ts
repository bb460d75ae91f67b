import fc from 'fast-check';
import { createEventBus } from './event-bus';
import { type FakeAws, startFakeAws } from './fake-aws.test.support';
import { describeEvent } from './github-event';

let aws: FakeAws;
beforeAll(async () => {
  aws = await startFakeAws();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const receivedAt = new Date('2026-11-01T00:00:00.900Z');
const detail = describeEvent({
  delivery: {
    host: 'api.github.com',
    appId: 7,
    deliveryId: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    event: 'issues',
    body: Buffer.from(''),
    payload: {},
    secretVersion: 0,
    receivedAt,
  },
  own: false,
  reference: { bucket: 'b', key: 'k' },
});

async function published(payloadText: string, inlineLimit: number) {
  const { entryOf, publish } = createEventBus({ busName: 'bus', inlineLimit });
  await publish(entryOf({ event: 'issues', detail, payloadText, receivedAt }), () => 5_000);
  const { Detail: text, ...entry } = aws.events.at(-1) ?? {};
  return { entry, text: String(text), detail: JSON.parse(String(text)) };
}

/** What AWS counts of an entry (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevents-size). */
const sizeOf = (text: string) =>
  14 + Buffer.byteLength('github') + Buffer.byteLength('issues') + Buffer.byteLength(text);

describe('createEventBus', () => {
  it('puts an entry of source github, its detail type the event of GitHub, its time that of arrival', async () => {
    const { entry } = await published('{}', 1_000);
    expect(entry).toEqual({ EventBusName: 'bus', Source: 'github', DetailType: 'issues', Time: 1793491200 });
  });

  it('hands on the trace that it is put in, so that what handles it is in the same', async () => {
    process.env._X_AMZN_TRACE_ID = 'Root=1-67a92466-4b6aa15a05ffcd4c510de968;Parent=53995c3f42cd8ad8;Sampled=1';
    const { entry } = await published('{}', 1_000);
    expect(entry).toMatchObject({ TraceHeader: process.env._X_AMZN_TRACE_ID });
    delete process.env._X_AMZN_TRACE_ID;
  });

  it('carries the text as it was sent: numbers beyond 2^53, blanks, duplicate keys', async () => {
    const payload = '{ "id": 12345678901234567890, "a": 1, "a": 2 }';
    const { text } = await published(payload, 10_000);
    expect(text.endsWith(`,"payload":${payload}}`)).toBe(true);
    expect(JSON.parse(text)).toMatchObject({ payload_complete: true });
  });

  it.each(['a', 'ä', '\u{1F600}', '\\u00e4'])(
    'carries it up to the limit in bytes as sent, and a reference beyond: %s',
    async (letter) => {
      const payload = `{"text":"${letter.repeat(100)}"}`;
      const { text } = await published(payload, 100_000);
      const size = sizeOf(text);
      expect((await published(payload, size)).detail).toMatchObject({ payload_complete: true });
      const beyond = await published(payload, size - 1);
      expect(beyond.detail).toEqual(detail);
      expect(beyond.detail).toMatchObject({ payload_complete: false, s3_reference: { bucket: 'b', key: 'k' } });
    },
  );

  it('puts no entry with its payload that is larger than the limit', async () => {
    const payload = fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }));
    await fc.assert(
      fc.asyncProperty(payload, fc.integer({ min: 0, max: 1_000 }), async (sent, limit) => {
        const { text, detail: arrived } = await published(JSON.stringify(sent), limit);
        if (arrived.payload_complete) expect(sizeOf(text)).toBeLessThanOrEqual(limit);
        else expect(arrived).toEqual(detail);
      }),
      { numRuns: 20 },
    );
  });
});
