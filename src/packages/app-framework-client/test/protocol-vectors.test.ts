import * as client from '@aws/app-framework-for-github-apps-on-aws-client';
import { members, operationThatThrows, protocolVectors, text, textMap } from './protocol-vectors';
import { startRecordingServer } from './recording-server';
import { credentials } from './request-signature';

/** Sends the named operation to a server that gives one answer; resolves to what was sent, and to what came of it. */
async function exchange(operation: string, input: unknown, answer: Parameters<typeof startRecordingServer>[0]) {
  const server = await startRecordingServer(answer);
  try {
    const Command: new (input: unknown) => client.GetAppTokenCommand = Reflect.get(client, `${operation}Command`);
    const sender = new client.AppFrameworkClient({
      endpoint: server.url,
      region: 'us-east-1',
      credentials,
      maxAttempts: 1,
    });
    const outcome: unknown = await sender.send(new Command(input)).catch((error: unknown) => error);
    return { requests: server.requests, outcome };
  } finally {
    await server.stop();
  }
}

/** Vectors write a moment as seconds since 1970. */
const withEpochSeconds = (value: unknown): unknown => {
  if (value instanceof Date) return value.getTime() / 1_000;
  if (Array.isArray(value)) return value.map(withEpochSeconds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withEpochSeconds(inner)]));
};

const requestVectors = protocolVectors('httpRequestTests');
const responseVectors = protocolVectors('httpResponseTests');

describe('the protocol tests of the model', () => {
  it('are found', () => {
    expect(requestVectors.length).toBeGreaterThanOrEqual(3);
    expect(responseVectors.length).toBeGreaterThanOrEqual(2);
  });

  it.each(requestVectors)('hold for what the client sends: $id', async ({ shape, vector }) => {
    const { requests, outcome } = await exchange(shape, vector.params, () => ({}));
    expect(outcome).toHaveProperty('$metadata.httpStatusCode', 200);
    const [request] = requests;
    expect(requests).toHaveLength(1);
    expect([request?.method, request?.path]).toEqual([vector.method, vector.uri]);
    for (const [name, value] of Object.entries(textMap(vector.headers))) {
      expect(request?.headers).toHaveProperty([name.toLowerCase()], value);
    }
    for (const name of Object.values(members(vector.forbidHeaders ?? []))) {
      expect(request?.headers).not.toHaveProperty([text(name).toLowerCase()]);
    }
    const expected = text(vector.body);
    if (expected === '') expect(request?.body).toBe('');
    else expect(JSON.parse(request?.body ?? '')).toEqual(JSON.parse(expected));
  });

  it.each(responseVectors)('hold for what the client makes of an answer: $id', async ({ shape, kind, vector }) => {
    const operation = kind === 'operation' ? shape : operationThatThrows(shape);
    const { outcome } = await exchange(operation, { appId: 7, nodeId: 'O_1' }, () => ({
      status: Number(vector.code),
      headers: textMap(vector.headers),
      body: text(vector.body),
    }));
    if (kind === 'structure') expect(outcome).toBeInstanceOf(Reflect.get(client, shape));
    expect(outcome).toHaveProperty('$metadata.httpStatusCode', vector.code);
    // Of an error, the members are compared one by one: it has a stack and more besides.
    for (const [name, value] of Object.entries(members(vector.params))) {
      expect(withEpochSeconds(Reflect.get(Object(outcome), name))).toEqual(value);
    }
  });
});
