import fc from 'fast-check';
import { readDeliveryBody } from './delivery-body';

const bytes = (text: string) => Buffer.from(text);
const form = (text: string) => bytes(`payload=${encodeURIComponent(text)}`);

describe('readDeliveryBody', () => {
  it('reads the same payload from both content types', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (payload) => {
        const text = JSON.stringify(payload);
        const read = readDeliveryBody(bytes(text), 'json');
        expect(read).toEqual({ kind: 'read', text, payload: JSON.parse(text) });
        expect(readDeliveryBody(form(text), 'form')).toEqual(read);
        expect(readDeliveryBody(bytes(new URLSearchParams({ payload: text }).toString()), 'form')).toEqual(read);
      }),
    );
  });

  it('keeps the text as it was sent: numbers beyond 2^53, duplicate keys, blanks', () => {
    const text = '{ "id": 12345678901234567890,\n "a": 1, "a": 2 }';
    expect(readDeliveryBody(bytes(text), 'json')).toMatchObject({ kind: 'read', text });
  });

  it('reads from a part of a buffer that is shared', () => {
    const whole = bytes('xx{"a":1}yy');
    expect(readDeliveryBody(whole.subarray(2, 9), 'json')).toMatchObject({ text: '{"a":1}' });
  });

  it.each(['', 'null', '1', '"text"', '[]', '[{}]', '{', '{"a":1}}', 'payload={}'])('refuses %j as JSON', (text) => {
    expect(readDeliveryBody(bytes(text), 'json')).toEqual({ kind: 'refused' });
  });

  it.each(['', 'other=1', 'payload=', 'payload=[]', '{"a":1}', 'Payload=%7B%7D'])('refuses %j as a form', (text) => {
    expect(readDeliveryBody(bytes(text), 'form')).toEqual({ kind: 'refused' });
  });

  it('never throws, whatever the bytes and however deep', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom('json' as const, 'form' as const), (body, kind) => {
        expect(['read', 'refused']).toContain(readDeliveryBody(body, kind).kind);
      }),
    );
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    expect(['read', 'refused']).toContain(readDeliveryBody(bytes(deep), 'json').kind);
  });
});
