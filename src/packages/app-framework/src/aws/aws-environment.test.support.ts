import { type FakeGitHub, useFakeGitHub } from '../github/fake-github.test.support';

/** Leads all signed requests of this process to `url`. What it answers takes that back. */
export function leadAwsTo(url: string): () => void {
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL: url,
  });
  return () => {
    process.env = before;
  };
}

/** A server on loopback for the tests of a file, that all signed requests of this process lead to. */
export function useFakeAws(): () => FakeGitHub {
  const server = useFakeGitHub();
  let leadBack: () => void;
  beforeAll(() => {
    leadBack = leadAwsTo(server().url);
  });
  afterAll(() => leadBack());
  return server;
}
