import fc from 'fast-check';
import { answerRestApi, readRestApiEvent } from './rest-api-event';

describe('readRestApiEvent', () => {
  it('reads header names in any case as lower case', () => {
    const { headers } = readRestApiEvent({ headers: { 'X-GitHub-Event': 'push', 'x-github-DELIVERY': 'id' } });
    expect(headers).toEqual({ 'x-github-event': 'push', 'x-github-delivery': 'id' });
  });

  it('gives back the bytes that were sent, as text and as base64', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.uint8Array(), (text, bytes) => {
        expect(readRestApiEvent({ body: text, isBase64Encoded: false }).body).toEqual(Buffer.from(text));
        const encoded = Buffer.from(bytes).toString('base64');
        expect(readRestApiEvent({ body: encoded, isBase64Encoded: true }).body).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it.each([
    undefined,
    null,
    'text',
    5,
    {},
    { headers: null, body: null },
    { headers: 'a', body: {} },
    { headers: { a: null, b: ['x'] } },
  ])('reads %j as empty', (event) => {
    expect(readRestApiEvent(event)).toEqual({ headers: {}, body: Buffer.from('') });
  });
});

describe('answerRestApi', () => {
  it('answers JSON that nobody keeps', () => {
    expect(answerRestApi({ statusCode: 200, body: { status: 'ok' } })).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: '{"status":"ok"}',
    });
  });
});
