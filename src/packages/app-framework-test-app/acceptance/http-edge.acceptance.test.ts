import { roleSession } from './harness/identities';
import { operations } from './harness/operations';
import { type RawRequest, sendRaw } from './harness/signed-request';

describe.each(operations)('$name over plain HTTP', ({ url, body, role, status }) => {
  const send = async (request: Partial<RawRequest>) => sendRaw({ as: await roleSession(role), url, body, ...request });

  it('answers JSON that nobody may cache', async () => {
    const answer = await send({});
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('knows no other path', async () => {
    const answer = await send({ url: url.replace(/\/[^/]+$/, '/elsewhere') });
    expect(answer).toMatchObject({ status: 404, errorType: 'UnknownOperationException' });
    expect(answer.message).toContain('/elsewhere');
  });

  it('knows no other method', async () => {
    expect(await send({ method: 'PUT' })).toMatchObject({ status: 404, errorType: 'UnknownOperationException' });
  });

  it('refuses a body that is not declared as JSON', async () => {
    const answer = await send({ body: '{}', contentType: 'text/plain' });
    expect(answer).toMatchObject({ status: 415, errorType: 'UnsupportedMediaTypeException' });
  });

  it('refuses malformed JSON without quoting it', async () => {
    const answer = await send({ body: '{"appId": tell-nobody' });
    expect(answer).toMatchObject({ status: 400, errorType: 'SerializationException' });
    expect(answer.text).not.toContain('tell-nobody');
  });

  it('refuses a body that is no object', async () => {
    expect(await send({ body: '[1]' })).toMatchObject({ status: 400, errorType: 'SerializationException' });
  });

  it('refuses a body beyond the limit', async () => {
    const answer = await send({ body: JSON.stringify({ filler: 'x'.repeat(140_000) }) });
    expect(answer).toMatchObject({ status: 413, errorType: 'PayloadTooLargeException' });
  });

  it('refuses members that it does not know, and names them', async () => {
    const given: unknown = body === '' ? {} : JSON.parse(body);
    const more = JSON.stringify({ ...Object(given), fromTheFuture: { anything: [1] } });
    const answer = await send({ body: more });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer)).toContain('fromTheFuture');
  });
});
