import fc from 'fast-check';
import { type HttpRequest, jsonResponse, readHttpEvent, serveHttp } from './http-edge';

const caller = 'arn:aws:sts::1:assumed-role/a/b';
type Body = { readonly body: string; readonly isBase64Encoded: boolean };

/** As a function URL and as a REST API hand over the same request. */
const doors: [string, (body: Body) => object][] = [
  [
    'a function URL',
    (body) => ({
      version: '2.0',
      rawPath: '/webhook',
      rawQueryString: 'a=1&a=2&b=x%20y',
      headers: { 'Content-Type': 'text/plain' },
      requestContext: {
        requestId: 'r-1',
        http: { method: 'POST', path: '/webhook' },
        authorizer: { iam: { userArn: caller } },
      },
      ...body,
    }),
  ],
  [
    'a REST API',
    (body) => ({
      resource: '/webhook',
      path: '/webhook',
      httpMethod: 'POST',
      headers: { 'Content-Type': 'text/plain' },
      multiValueHeaders: { 'Content-Type': ['text/plain'] },
      queryStringParameters: { a: '2', b: 'x y' },
      multiValueQueryStringParameters: { a: ['1', '2'], b: ['x y'] },
      requestContext: { requestId: 'r-1', stage: 'prod', path: '/prod/webhook', identity: { userArn: caller } },
      ...body,
    }),
  ],
];

describe('readHttpEvent', () => {
  it.each(doors)('reads what came through %s', (_door, event) => {
    const {
      query,
      body,
      caller: _caller,
      ...request
    } = readHttpEvent(event({ body: 'héllo', isBase64Encoded: false }));
    expect(request).toEqual({
      method: 'POST',
      path: '/webhook',
      headers: { 'content-type': 'text/plain' },
      requestId: 'r-1',
    });
    expect([...query]).toEqual([
      ['a', '1'],
      ['a', '2'],
      ['b', 'x y'],
    ]);
    expect(body.toString()).toBe('héllo');
  });

  it('takes for the caller only whom a function URL has verified', () => {
    const callers = doors.map(([, event]) => readHttpEvent(event({ body: '', isBase64Encoded: false })).caller);
    expect(callers).toEqual([caller, undefined]);
  });

  it.each(doors)('keeps every byte that came through %s', (_door, event) => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const body = Buffer.from(bytes).toString('base64');
        expect(readHttpEvent(event({ body, isBase64Encoded: true })).body.equals(bytes)).toBe(true);
      }),
    );
  });

  it('keeps text in the bytes that it was sent as', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (body) => {
        expect(readHttpEvent({ body, isBase64Encoded: false }).body).toEqual(Buffer.from(body));
      }),
    );
  });

  it('reads header names in any case as lower case, and passes over what is no text', () => {
    const headers = { 'X-GitHub-Event': 'push', 'x-github-DELIVERY': 'id', a: null, b: ['x'] };
    expect(readHttpEvent({ headers }).headers).toEqual({ 'x-github-event': 'push', 'x-github-delivery': 'id' });
  });

  it('reads the query of a REST API without several values', () => {
    expect([...readHttpEvent({ queryStringParameters: { a: '1', b: null } }).query]).toEqual([['a', '1']]);
  });

  it('makes something of everything', () => {
    const members = ['rawPath', 'path', 'headers', 'body', 'requestContext', 'rawQueryString'];
    const queries = ['multiValueQueryStringParameters', 'queryStringParameters'];
    const anything = fc.dictionary(fc.constantFrom(...members, ...queries), fc.anything());
    fc.assert(
      fc.property(fc.oneof(fc.anything(), anything), (event) => {
        const request: HttpRequest = readHttpEvent(event);
        expect([typeof request.method, typeof request.path, typeof request.requestId]).toEqual(Array(3).fill('string'));
        expect(Object.values(request.headers).every((value) => typeof value === 'string')).toBe(true);
      }),
    );
  });
});

describe('serveHttp', () => {
  it('hands on text as it is and bytes in base64', async () => {
    const text = serveHttp<undefined>(async ({ body }) => jsonResponse(200, { length: body.length }));
    expect(await text({ body: 'abc' }, undefined)).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: '{"length":3}',
    });
    const bytes = serveHttp<undefined>(async () => ({ statusCode: 200, headers: {}, body: new Uint8Array([0, 255]) }));
    expect(await bytes({}, undefined)).toEqual({ statusCode: 200, headers: {}, body: 'AP8=', isBase64Encoded: true });
  });
});
