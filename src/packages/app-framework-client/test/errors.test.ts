import * as client from '@aws/app-framework-for-github-apps-on-aws-client';
import { givenAnsweringServer } from './answering-server';
import type { Answer } from './recording-server';

const { AppFrameworkServiceException, ThrottledError } = client;

const { answers, call, requests } = givenAnsweringServer();

function failure(status: number, type: string, members: object = {}, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': type, ...headers },
    body: JSON.stringify({ message: `about ${type}`, ...members }),
  };
}

const throttled = (seconds: number) =>
  failure(429, 'ThrottledError', { retryAfterSeconds: seconds }, { 'retry-after': String(seconds) });

describe('an error of the service', () => {
  it.each([
    [400, 'ClientSideError', client.ClientSideError],
    [400, 'ValidationException', client.ValidationException],
    [400, 'SerializationException', client.SerializationException],
    [403, 'AccessDeniedError', client.AccessDeniedError],
    [404, 'NotFoundError', client.NotFoundError],
    [404, 'UnknownOperationException', client.UnknownOperationException],
    [413, 'PayloadTooLargeException', client.PayloadTooLargeException],
    [415, 'UnsupportedMediaTypeException', client.UnsupportedMediaTypeException],
    [429, 'ThrottledError', client.ThrottledError],
    [500, 'ServerSideError', client.ServerSideError],
    [502, 'GitHubFailedError', client.GitHubFailedError],
  ])('with status %i and type %s is thrown as its class', async (status, type, errorClass) => {
    answers.push(failure(status, type));
    const error: unknown = await call(1).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(errorClass);
    expect(error).toBeInstanceOf(AppFrameworkServiceException);
    expect(error).toMatchObject({ name: type, message: `about ${type}`, $metadata: { httpStatusCode: status } });
  });

  it('is known by `__type` in the body too', async () => {
    answers.push({ status: 404, body: '{"__type": "framework.api#NotFoundError", "message": "gone"}' });
    await expect(call(1)).rejects.toBeInstanceOf(client.NotFoundError);
  });

  it('keeps which members were wrong', async () => {
    const fieldList = [{ path: '/appId', message: 'must be at least 1' }];
    answers.push(failure(400, 'ValidationException', { fieldList }));
    await expect(call(1)).rejects.toMatchObject({ fieldList });
  });

  it('that says to slow down tells the seconds', async () => {
    answers.push(throttled(7));
    const error: unknown = await call(1).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ThrottledError);
    expect(error).toMatchObject({ retryAfterSeconds: 7, retryAfter: 7 });
  });

  it('of AWS itself, before the service, is thrown as a service exception', async () => {
    answers.push({ status: 403, body: '{"Message": "Forbidden. For troubleshooting see the documentation."}' });
    const error: unknown = await call(1).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppFrameworkServiceException);
    expect(error).toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });
});

describe('the client', () => {
  it.each([
    ['500', failure(500, 'ServerSideError')],
    ['502', failure(502, 'GitHubFailedError')],
    ['429', failure(429, 'ThrottledError', { retryAfterSeconds: 1 })],
  ])('tries again after %s', async (_, answer) => {
    answers.push(answer);
    await call();
    expect(requests()).toHaveLength(2);
  });

  it('gives up after three tries', async () => {
    answers.push(...Array.from({ length: 9 }, () => failure(502, 'GitHubFailedError')));
    await expect(call()).rejects.toMatchObject({ name: 'GitHubFailedError', $metadata: { attempts: 3 } });
    expect(requests()).toHaveLength(3);
  });

  it.each([
    [400, 'ValidationException'],
    [403, 'AccessDeniedError'],
    [404, 'NotFoundError'],
  ])('does not repeat what was answered with %i', async (status, type) => {
    answers.push(failure(status, type));
    await expect(call()).rejects.toThrow(`about ${type}`);
    expect(requests()).toHaveLength(1);
  });

  it('waits as long as Retry-After says', async () => {
    // Without the header it would be less than a second: its own delays are at most half of one at first.
    answers.push(throttled(2));
    await call();
    const [first, second] = requests();
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1_900);
  });
});
