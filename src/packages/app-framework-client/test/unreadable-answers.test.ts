import * as client from '@aws/app-framework-for-github-apps-on-aws-client';
import { givenAnsweringServer } from './answering-server';
import type { Answer } from './recording-server';
import { expectedSignature, readSignature } from './request-signature';

const { AppFrameworkServiceException, GetInstallationTokenCommand } = client;
const { answers, call, client: sender, requests } = givenAnsweringServer();

const html = { 'content-type': 'text/html' };
const json = { 'content-type': 'application/json' };
const unreadable: [string, Answer][] = [
  ['a 502 in plain text', { status: 502, headers: { 'content-type': 'text/plain' }, body: 'Bad Gateway' }],
  ['a 502 in HTML', { status: 502, headers: html, body: '<html><h1>502</h1></html>' }],
  ['a 503 without a body', { status: 503, headers: {}, body: '' }],
  ['a 504 that breaks off', { status: 504, headers: json, body: '{"message": "Gate' }],
  ['a 500 that is a text in JSON', { status: 500, headers: json, body: '"oh"' }],
  ['a 500 that is null', { status: 500, headers: json, body: 'null' }],
  ['a 429 in plain text', { status: 429, headers: {}, body: 'slow down' }],
  ['a 403 in HTML', { status: 403, headers: html, body: '<html>blocked</html>' }],
  ['a 407', { status: 407, headers: html, body: '<html>who are you</html>' }],
  ['a redirect', { status: 302, headers: { ...html, location: '/login' }, body: '<html>moved</html>' }],
  ['a page with status 200', { status: 200, headers: html, body: '<html>Sign in to the Wi-Fi</html>' }],
  ['nothing with status 200', { status: 200, headers: {}, body: '' }],
  ['a list', { status: 200, headers: json, body: '[]' }],
];

describe('what is no answer of the service', () => {
  it.each(unreadable)('is a failure of its own for %s', async (_what, answer) => {
    answers.push(answer);
    const error: unknown = await call(1).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppFrameworkServiceException);
    expect(error).toMatchObject({
      name: 'UnreadableAnswerException',
      $fault: 'server',
      $metadata: { httpStatusCode: answer.status, attempts: 1 },
    });
    expect(String(error)).toContain(`Status ${answer.status} came back with`);
  });

  it.each(unreadable)('is tried again after %s', async (_what, answer) => {
    answers.push(answer);
    await call();
    expect(requests()).toHaveLength(2);
  });

  it('is quoted in a few words', async () => {
    answers.push({ status: 502, headers: html, body: `<html>\n${'x'.repeat(100_000)}` });
    const error: unknown = await call(1).catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(/"<html> x+" \(text\/html\)/);
    expect(String(error).length).toBeLessThan(500);
  });
});

describe('a member that the model does not know', () => {
  const bodyOf = async (input: object) => {
    await sender().send(new GetInstallationTokenCommand({ appId: 7, nodeId: 'O_1', ...input }));
    return JSON.parse(requests()[0]?.body ?? '');
  };

  it.each([
    ['beside others', { scopedown: { repositoryNames: ['web'] } }],
    ['in a scope', { scopeDown: { repositoryName: ['web'], permissions: { contents: 'read' } } }],
    ['in a scope that is empty otherwise', { scopeDown: { repositories: ['web'] } }],
  ])('is sent, for the service to refuse, %s', async (_where, input) => {
    expect(await bodyOf(input)).toEqual({ appId: 7, nodeId: 'O_1', ...input });
    for (const request of requests()) {
      expect(readSignature(request).signature).toBe(expectedSignature(request));
    }
  });

  it('is sent where the operation needs no members', async () => {
    await sender().send(new client.RefreshCachedDataCommand(Object({ app: 7 })));
    expect(requests()[0]?.body).toBe('{"app":7}');
    expect(requests()[0]?.headers['content-type']).toBe('application/json');
  });

  it('may be there and undefined', async () => {
    expect(await bodyOf({ scopedown: undefined })).toEqual({ appId: 7, nodeId: 'O_1' });
  });
});
