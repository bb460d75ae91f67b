import { AppFrameworkClient, GetInstallationTokenCommand } from '@aws/app-framework-for-github-apps-on-aws-client';
import { type Answer, type RecordingServer, startRecordingServer } from './recording-server';
import { credentials } from './request-signature';

/** A server for each test that gives these answers in turn, 200 with an empty object after them, and a call to it. */
export function givenAnsweringServer() {
  const answers: Answer[] = [];
  let server: RecordingServer;
  beforeEach(async () => {
    answers.length = 0;
    server = await startRecordingServer((_, count) => answers[count - 1] ?? {});
  });
  afterEach(() => server.stop());
  const client = (maxAttempts?: number) =>
    new AppFrameworkClient({ endpoint: server.url, region: 'us-east-1', credentials, maxAttempts });

  return {
    answers,
    client,
    requests: () => server.requests,
    call: (maxAttempts?: number) =>
      client(maxAttempts).send(new GetInstallationTokenCommand({ appId: 7, nodeId: 'O_1' })),
  };
}
