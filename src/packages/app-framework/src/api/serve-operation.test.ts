import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { notFound, throttled } from './api-error';
import { largestBodyBytes, serveOperation } from './serve-operation';

const caller = 'arn:aws:sts::000000000000:assumed-role/deploy/session';
const context = { getRemainingTimeInMillis: () => 5_000 };

function event(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    rawPath: '/tokens/app',
    headers: { 'content-type': 'application/json' },
    body: '{"appId": 7}',
    isBase64Encoded: false,
    requestContext: { requestId: 'request-1', http: { method: 'POST' }, authorizer: { iam: { userArn: caller } } },
    ...overrides,
  };
}

const echo = serveOperation('GetAppToken', async (input, call) => ({
  appToken: `for ${call.caller.arn}`,
  appId: input.appId,
  expirationTime: new Date('2026-11-01T02:03:04Z'),
}));

const statusAndType = async (request: unknown) => {
  const answer = await echo(request, context);
  return [answer.statusCode, answer.headers['x-amzn-errortype']];
};

describe('serveOperation', () => {
  it('answers the output as JSON that no cache keeps', async () => {
    const answer = await echo(event(), context);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toEqual({ 'content-type': 'application/json', 'cache-control': 'no-store' });
    expect(JSON.parse(answer.body)).toEqual({
      appToken: `for ${caller}`,
      appId: 7,
      expirationTime: '2026-11-01T02:03:04.000Z',
    });
  });

  it('reads a base64 body and a charset after the content type', async () => {
    const headers = { 'Content-Type': 'application/json; charset=utf-8' };
    const body = Buffer.from('{"appId": 7}').toString('base64');
    expect(await statusAndType(event({ headers, body, isBase64Encoded: true }))).toEqual([200, undefined]);
  });

  it('takes an absent body without content type as an empty input', async () => {
    const refresh = serveOperation('RefreshCachedData', async () => ({
      message: 'done',
      refreshedDate: new Date(0),
      counts: { apps: 0, installations: 0, written: 0, removed: 0, unchanged: 0 },
    }));
    const request = event({ rawPath: '/installations/refresh', headers: {}, body: undefined });
    expect((await refresh(request, context)).statusCode).toBe(200);
  });

  it.each([
    ['another path', { rawPath: '/tokens/installation' }, 404, 'UnknownOperationException'],
    ['a doubled slash', { rawPath: '//tokens/app' }, 404, 'UnknownOperationException'],
    [
      'another method',
      { requestContext: { http: { method: 'GET' }, authorizer: { iam: { userArn: caller } } } },
      404,
      'UnknownOperationException',
    ],
    ['another content type', { headers: { 'content-type': 'text/plain' } }, 415, 'UnsupportedMediaTypeException'],
    ['a body without content type', { headers: {} }, 415, 'UnsupportedMediaTypeException'],
    ['a body that is not JSON', { body: '{' }, 400, 'SerializationException'],
    ['a body that is no object', { body: '[]' }, 400, 'SerializationException'],
    ['a value of another type', { body: '{"appId": "7"}' }, 400, 'SerializationException'],
    ['a fraction for an id', { body: '{"appId": 7.5}' }, 400, 'SerializationException'],
    ['an id beyond 2^53', { body: '{"appId": 9007199254740993}' }, 400, 'ValidationException'],
    ['a missing member', { body: '{}' }, 400, 'ValidationException'],
    ['null for a required member', { body: '{"appId": null}' }, 400, 'ValidationException'],
    ['a body over the limit', { body: `{"appId": 7}${' '.repeat(largestBodyBytes)}` }, 413, 'PayloadTooLargeException'],
    ['an event without verified caller', { requestContext: { http: { method: 'POST' } } }, 403, 'AccessDeniedError'],
  ])('refuses %s', async (_name, overrides, status, type) => {
    expect(await statusAndType(event(overrides))).toEqual([status, type]);
  });

  it('names every member that is wrong', async () => {
    const serve = serveOperation('GetInstallationToken', () => Promise.reject(new Error('not reached')));
    const body = JSON.stringify({ appId: 0, scopeDown: { repositoryIds: [] } });
    const answer = await serve(event({ rawPath: '/tokens/installation', body }), context);
    expect(JSON.parse(answer.body)).toEqual({
      message: expect.stringContaining('2 members are invalid'),
      fieldList: [
        { path: '/appId', message: 'must be at least 1, but is 0' },
        { path: '/scopeDown/repositoryIds', message: 'must have at least 1 entries, but has 0' },
      ],
    });
  });

  it('answers modelled errors with their status, members and headers', async () => {
    const serve = serveOperation('GetAppToken', () =>
      Promise.reject(throttled('slow down', { retryAfterSeconds: 6.2 })),
    );
    const answer = await serve(event(), context);
    expect([answer.statusCode, answer.headers['x-amzn-errortype'], answer.headers['Retry-After']]).toEqual([
      429,
      'ThrottledError',
      '7',
    ]);
    expect(JSON.parse(answer.body)).toEqual({ message: 'slow down', retryAfterSeconds: 7 });
  });

  it('answers a fault without its reason, and logs the reason under the request id', async () => {
    const lines: string[] = [];
    const write = jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    const serve = serveOperation('GetAppToken', () => Promise.reject(new Error('table is on fire')));
    const answer = await serve(event(), context);
    write.mockRestore();
    expect([answer.statusCode, answer.body.includes('fire')]).toEqual([500, false]);
    expect(JSON.parse(answer.body).message).toContain('request-1');
    expect(lines.join('')).toMatch(/table is on fire/);
    expect(lines.join('')).toMatch(/request-1/);
  });

  it('answers JSON whatever the event is', async () => {
    const anything = fc.record(
      { rawPath: fc.anything(), headers: fc.anything(), body: fc.anything(), requestContext: fc.anything() },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.anything(), anything), async (request) => {
        const answer = await echo(request, context);
        expect(answer.statusCode).toBeGreaterThanOrEqual(400);
        expect(typeof JSON.parse(answer.body).message).toBe('string');
      }),
    );
  });

  it('never passes on what the model forbids', async () => {
    const seen: number[] = [];
    const serve = serveOperation('GetAppToken', async ({ appId }) => {
      seen.push(appId);
      throw notFound('nothing');
    });
    await fc.assert(
      fc.asyncProperty(fc.json(), fc.anything(), async (json, appId) => {
        await serve(event({ body: json }), context);
        await serve(event({ body: JSON.stringify({ appId }) ?? '' }), context);
      }),
    );
    expect(seen.every((id) => Number.isSafeInteger(id) && id >= 1)).toBe(true);
  });
});

describe('the malformed requests of the model', () => {
  const model: unknown = JSON.parse(readFileSync(join(__dirname, '../../../../../smithy/model.json'), 'utf8'));
  const cases = malformedRequests(model);

  it('are there', () => expect(cases.length).toBeGreaterThanOrEqual(4));

  it.each(cases.map((one) => [one.id, one]))('refuses %s', async (_id, { request, response }) => {
    const answer = await echo(event({ rawPath: request.uri, headers: request.headers, body: request.body }), context);
    expect([answer.statusCode, answer.headers['x-amzn-errortype']]).toEqual([
      response.code,
      response.headers['x-amzn-errortype'],
    ]);
  });
});

interface MalformedRequest {
  readonly id: string;
  readonly request: { readonly uri: string; readonly body: string; readonly headers: Record<string, string> };
  readonly response: { readonly code: number; readonly headers: Record<string, string> };
}

function malformedRequests(model: unknown): MalformedRequest[] {
  const found: MalformedRequest[] = [];
  JSON.stringify(model, (key, value) => {
    if (key === 'smithy.test#httpMalformedRequestTests') found.push(...value);
    return value;
  });
  return found;
}
