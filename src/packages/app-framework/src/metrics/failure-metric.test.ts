import { countFailure } from './failure-metric';

let lines: string[];
beforeEach(() => {
  lines = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
});
afterEach(() => {
  jest.restoreAllMocks();
  delete process.env.APP_TABLE_NAME;
});

const now = new Date('2026-11-01T12:00:00Z');

describe('countFailure', () => {
  it('logs a warning that CloudWatch counts for the deployment', () => {
    process.env.APP_TABLE_NAME = 'apps';
    countFailure('SignerFailures', 'it failed', { fields: { appId: 7 }, now });
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        level: 'WARN',
        event: 'it failed',
        timestamp: expect.any(String),
        appId: 7,
        service: 'Credential Manager',
        Deployment: 'apps',
        SignerFailures: 1,
        _aws: {
          Timestamp: now.getTime(),
          CloudWatchMetrics: [
            {
              Namespace: 'AppFrameworkCredentialManager',
              Dimensions: [['service', 'Deployment']],
              Metrics: [{ Name: 'SignerFailures', Unit: 'Count' }],
            },
          ],
        },
      },
    ]);
  });

  it('logs a warning only where there is no deployment', () => {
    countFailure('SignerFailures', 'it failed');
    expect(Object.keys(JSON.parse(lines[0] ?? ''))).toEqual(['level', 'event', 'timestamp']);
  });
});
