import examples from '@octokit/webhooks-examples';
import fc from 'fast-check';
import { readDeliveryHeaders } from './delivery-headers';
import { posted, someDelivery } from './receiver-world.test.support';

const good = posted().headers;
const readWith = (headers: Readonly<Record<string, string>>) => readDeliveryHeaders({ ...good, ...headers });

describe('readDeliveryHeaders', () => {
  it('reads what GitHub sends', () => {
    expect(readDeliveryHeaders(good)).toEqual({
      kind: 'read',
      headers: {
        event: 'issues',
        deliveryId: someDelivery,
        signature: good['x-hub-signature-256'],
        bodyForm: 'json',
        appId: 7,
      },
    });
  });

  it.each([
    ['application/json', 'json'],
    ['Application/JSON; charset=utf-8', 'json'],
    ['application/x-www-form-urlencoded', 'form'],
    ['application/x-www-form-urlencoded ; charset=utf-8', 'form'],
  ])('takes the content type %s', (contentType, bodyForm) => {
    expect(readWith({ 'content-type': contentType })).toMatchObject({ headers: { bodyForm } });
  });

  it.each(['', 'text/plain', 'application/json+x', 'multipart/form-data; boundary=a', 'json'])(
    'refuses the content type %j',
    (contentType) => {
      expect(readWith({ 'content-type': contentType })).toEqual({ kind: 'refused', reason: 'unsupported_media_type' });
    },
  );

  it.each(['x-github-event', 'x-github-delivery', 'content-type'])('refuses a request without %s', (name) => {
    const { [name]: _gone, ...rest } = { ...good } as Record<string, string>;
    expect(readDeliveryHeaders(rest)).toMatchObject({ kind: 'refused' });
  });

  it('takes the name of every event that GitHub has', () => {
    expect(examples.length).toBeGreaterThan(50);
    const refused = examples.filter(({ name }) => readWith({ 'x-github-event': name }).kind === 'refused');
    expect(refused.map(({ name }) => name)).toEqual([]);
  });

  it.each(['Issues', 'issues#1', 'a/b', '../x', 'x'.repeat(65), 'issues\n', ' issues', 'issues-1'])(
    'refuses the event name %j',
    (event) => {
      expect(readWith({ 'x-github-event': event })).toEqual({ kind: 'refused', reason: 'malformed_headers' });
    },
  );

  it('reads a delivery id in upper case as the same one', () => {
    expect(readWith({ 'x-github-delivery': someDelivery.toUpperCase() })).toMatchObject({
      headers: { deliveryId: someDelivery },
    });
  });

  it.each([`${someDelivery}0`, someDelivery.slice(1), someDelivery.replaceAll('-', ''), `{${someDelivery}}`, '1', '#'])(
    'refuses the delivery id %j',
    (id) => {
      expect(readWith({ 'x-github-delivery': id })).toEqual({ kind: 'refused', reason: 'malformed_headers' });
    },
  );

  it.each([
    ['organization', '7', undefined],
    ['repository', '7', undefined],
    ['integration', '9007199254740991', 9007199254740991],
    ['integration', '9007199254740993', undefined],
    ['integration', '07', undefined],
    ['integration', '-7', undefined],
    ['integration', '7.5', undefined],
    ['integration', '', undefined],
  ])('of a target %s %s reads the App %s', (type, id, appId) => {
    const target = {
      'x-github-hook-installation-target-type': type,
      'x-github-hook-installation-target-id': id,
    };
    expect(readWith(target)).toMatchObject({ kind: 'read', headers: { appId } });
  });

  it('takes every event name and delivery id of GitHub’s form, and none with one odd character in it', () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz0123456789_';
    const names = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 63 });
    const odd = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 });
    fc.assert(
      fc.property(names, fc.uuid(), odd, fc.nat(), (event, id, character, place) => {
        const given = { 'x-github-event': event, 'x-github-delivery': id };
        expect(readWith(given)).toMatchObject({ kind: 'read', headers: { event, deliveryId: id } });
        const within = (text: string) => {
          const at = place % (text.length + 1);
          return text.slice(0, at) + character + text.slice(at);
        };
        const malformed = { kind: 'refused', reason: 'malformed_headers' };
        expect(readWith({ ...given, 'x-github-delivery': within(id) })).toEqual(malformed);
        if (!letters.includes(character))
          expect(readWith({ ...given, 'x-github-event': within(event) })).toEqual(malformed);
      }),
      { numRuns: 1_000 },
    );
  });

  it('lets nothing through that could leave its place in a key', () => {
    const odd = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(odd, odd, (event, id) => {
        const read = readWith({ 'x-github-event': event, 'x-github-delivery': id });
        if (read.kind === 'refused') return;
        expect(read.headers.event).toMatch(/^[a-z0-9_]{1,64}$/);
        expect(read.headers.deliveryId).toMatch(/^[0-9a-f-]{36}$/);
      }),
    );
  });
});
