import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { readHttpEvent } from '../http/http-edge';
import { type FakeAws, startFakeAws } from './fake-aws.test.support';
import { coldReceiver, posted, someDelivery, watchLog } from './receiver-world.test.support';

let aws: FakeAws;
beforeAll(async () => {
  aws = await startFakeAws();
});
beforeEach(() => {
  watchLog();
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => aws.stop());

const gitHubsHeaders = posted().headers;
const signed = (bytes: Uint8Array) => `sha256=${createHmac('sha256', 'secret').update(bytes).digest('hex')}`;

/** A request as API Gateway hands it over: bytes that are no text come as base64. */
async function post(bytes: Uint8Array, headers: Readonly<Record<string, string>> = {}) {
  aws.reset();
  const isBase64Encoded = !Buffer.from(Buffer.from(bytes).toString('utf8')).equals(bytes);
  const body = Buffer.from(bytes).toString(isBase64Encoded ? 'base64' : 'utf8');
  const sent = { ...gitHubsHeaders, 'x-hub-signature-256': signed(bytes), ...headers };
  return coldReceiver()(readHttpEvent({ httpMethod: 'POST', path: '/webhook', headers: sent, body, isBase64Encoded }));
}

/** What is on the bus and in the archive of it. */
function kept() {
  const [event] = aws.events;
  return { detail: String(event?.Detail), archived: [...aws.objects.values()] };
}

const anyCase = (name: string) =>
  fc
    .array(fc.boolean(), { minLength: name.length, maxLength: name.length })
    .map((upper) => [...name].map((letter, at) => (upper[at] ? letter.toUpperCase() : letter)).join(''));

/** Bodies of every kind that somebody who knows the secret could send. */
const bodies = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
  fc.json().map((text) => Buffer.from(text)),
  fc.json().map((text) => Buffer.from(Buffer.from(text).toString('base64'))),
  fc.json().map((text) => Buffer.from(`payload=${encodeURIComponent(text)}`)),
  fc.constantFrom('', '{}', '[]', 'null', '\uFEFF{}', '{"a":1}{', 'payload=', 'payload=%', '\0').map(Buffer.from),
  fc.integer({ min: 1, max: 20_000 }).map((depth) => Buffer.from(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`)),
  fc.integer({ min: 1, max: 20_000 }).map((depth) => Buffer.from(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`)),
);
const contentTypes = fc.constantFrom('application/json', 'application/x-www-form-urlencoded');

describe('the receiver, from the event of API Gateway on', () => {
  it('answers any body that is signed rightly with 200 or 400, and keeps nothing of what it does not take', async () => {
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(bodies, contentTypes, async (bytes, contentType) => {
        const { statusCode } = await post(bytes, { 'content-type': contentType });
        seen.add(statusCode);
        expect([200, 400]).toContain(statusCode);
        const held = { rows: aws.rows.size, objects: aws.objects.size, events: aws.events.length };
        expect(held).toEqual(
          statusCode === 200 ? { rows: 1, objects: 1, events: 1 } : { rows: 0, objects: 0, events: 0 },
        );
      }),
      { numRuns: 300 },
    );
    expect([...seen].sort()).toEqual([200, 400]);
  });

  it('hands on the text of any object as it was sent, duplicate keys and numbers beyond 2^53 too', async () => {
    const members = fc.array(
      fc.tuple(
        fc.oneof(fc.constantFrom('action', 'id', 'a'), fc.string({ unit: 'grapheme' })),
        fc.oneof(fc.json(), fc.bigInt({ min: 0n, max: 2n ** 70n }).map(String)),
      ),
      { minLength: 1 },
    );
    const objects = members.map((all) => `{${all.map(([name, value]) => `${JSON.stringify(name)}: ${value}`).join()}}`);
    await fc.assert(
      fc.asyncProperty(objects, fc.boolean(), async (text, isForm) => {
        const sent = isForm ? `payload=${encodeURIComponent(text)}` : text;
        const contentType = isForm ? 'application/x-www-form-urlencoded' : 'application/json';
        expect(await post(Buffer.from(sent), { 'content-type': contentType })).toMatchObject({ statusCode: 200 });
        expect(kept().archived).toEqual([text]);
        expect(kept().detail).toContain(`"payload":${text}`);
      }),
    );
  });

  it('knows a delivery by its headers in any case of their names', async () => {
    const names = fc.tuple(...Object.keys(gitHubsHeaders).map(anyCase));
    const body = posted().body;
    await fc.assert(
      fc.asyncProperty(names, async (spelt) => {
        aws.reset();
        const values = Object.values(gitHubsHeaders);
        const headers = Object.fromEntries(spelt.map((name, at) => [name, values[at]]));
        const answer = await coldReceiver()(readHttpEvent({ headers, body: body.toString() }));
        expect(answer).toMatchObject({ statusCode: 200, body: { deliveryId: someDelivery, eventType: 'issues' } });
      }),
      { numRuns: 50 },
    );
  });

  it('keeps nothing without a signature that fits, whatever the header says and whatever the body is', async () => {
    const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'), minLength: 60, maxLength: 68 });
    const claims: fc.Arbitrary<(bytes: Uint8Array) => string> = fc.oneof(
      fc
        .oneof(
          fc.string({ unit: 'binary' }),
          hex.map((digits) => `sha256=${digits}`),
        )
        .map((claim) => () => claim),
      fc.constantFrom(
        (bytes: Uint8Array) => signed(Buffer.concat([bytes, Buffer.from('x')])),
        (bytes: Uint8Array) => `sha256=${createHmac('sha256', 'other').update(bytes).digest('hex')}`,
        (bytes: Uint8Array) => `sha1=${createHmac('sha1', 'secret').update(bytes).digest('hex')}`,
        // The right one, spelt otherwise than GitHub does.
        (bytes: Uint8Array) => `${signed(bytes)}00`,
        (bytes: Uint8Array) => `${signed(bytes)}\n`,
        (bytes: Uint8Array) => signed(bytes).slice(0, -1),
        (bytes: Uint8Array) => signed(bytes).replace('sha256=', 'sha256=sha256='),
        (bytes: Uint8Array) => `${signed(bytes)}, ${signed(bytes)}`,
      ),
    );
    await fc.assert(
      fc.asyncProperty(bodies, claims, contentTypes, async (bytes, claimOf, contentType) => {
        const headers = { 'x-hub-signature-256': claimOf(bytes), 'content-type': contentType };
        expect((await post(bytes, headers)).statusCode).toBe(401);
        expect(aws.calls.filter((operation) => operation !== 'GetSecretValue')).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
