import { AppFrameworkClient, paginateGetInstallations } from '@aws/app-framework-for-github-apps-on-aws-client';
import { type RecordingServer, startRecordingServer } from './recording-server';
import { credentials } from './request-signature';

const record = (id: number) => ({
  appId: 7,
  installationId: id,
  nodeId: `O_${id}`,
  targetType: 'User',
  name: `u${id}`,
});
const pages = [
  { installations: [record(1), record(2)], nextToken: 'one' },
  { installations: [], nextToken: 'two' },
  { installations: [record(3)] },
];

let server: RecordingServer;
beforeEach(async () => {
  server = await startRecordingServer((_, count) => ({ body: JSON.stringify(pages[count - 1]) }));
});
afterEach(() => server.stop());

describe('paginateGetInstallations', () => {
  it('follows every page, empty ones too, and asks each for the same App and size', async () => {
    const client = new AppFrameworkClient({ endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 });
    const found: (number | undefined)[] = [];
    for await (const page of paginateGetInstallations({ client, pageSize: 2 }, { appId: 7 })) {
      found.push(...(page.installations ?? []).map(({ installationId }) => installationId));
    }
    expect(found).toEqual([1, 2, 3]);
    expect(server.requests.map(({ body }): unknown => JSON.parse(body))).toEqual([
      { appId: 7, maxResults: 2 },
      { appId: 7, maxResults: 2, nextToken: 'one' },
      { appId: 7, maxResults: 2, nextToken: 'two' },
    ]);
  });
});
