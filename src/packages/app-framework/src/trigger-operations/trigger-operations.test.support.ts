import { callsGivenUp } from '../handlers/fake-aws.test.support';
import { field } from '../lambda/parsed-json';
import { handler } from './trigger-operations.lambda';

export const appId = 1234;
const paths = { put: '/triggers/put', list: '/triggers', delete: '/triggers/delete', test: '/triggers/test' } as const;

/** What the function that serves operations on triggers finds in its environment, on a fake AWS. */
export function leadToTriggers(): void {
  beforeAll(() => {
    process.env.TRIGGERS_TABLE_NAME = 'triggers';
    process.env.LEDGER_TABLE_NAME = 'ledger';
    process.env.PAYLOAD_BUCKET_NAME = 'payloads';
    process.env.GITHUB_HOSTS = JSON.stringify(['api.github.com', 'ghe.example.com']);
  });
}

/** A busy machine is not that busy for longer. */
const mostAsked = 5;

/** Calls the function as its URL does, again where AWS was not answered in time here; answers status and body. */
export async function askTriggers(what: keyof typeof paths, input: object): Promise<readonly [number, unknown]> {
  const event = {
    rawPath: paths[what],
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ appId, ...input }),
    isBase64Encoded: false,
    requestContext: {
      requestId: 'request-1',
      http: { method: 'POST' },
      authorizer: { iam: { userArn: 'arn:aws:iam::000000000000:role/product' } },
    },
  };
  for (let times = 1; ; times += 1) {
    const before = callsGivenUp();
    const { statusCode, body } = await handler(event, { getRemainingTimeInMillis: () => 15_000 });
    if (statusCode < 500 || callsGivenUp() === before || times === mostAsked) return [statusCode, JSON.parse(body)];
  }
}

/** What is wrong with an input, by the answer. */
export function faultsIn([status, body]: readonly [number, unknown]): readonly [number, unknown] {
  return [status, field(body, 'fieldList') ?? field(body, 'message')];
}
