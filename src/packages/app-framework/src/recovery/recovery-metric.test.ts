import { reportRecovery } from './recovery-metric';

afterEach(() => {
  jest.restoreAllMocks();
});

describe('reportRecovery', () => {
  it('logs one line that CloudWatch makes metrics of, for this ledger', () => {
    const lines: string[] = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    const now = new Date('2026-11-01T12:00:00Z');
    reportRecovery(
      'ledger',
      { recovered: 3, withoutPayload: 2, lost: 4, failed: 1, oldestUnpublishedSeconds: 90 },
      now,
    );
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        Ledger: 'ledger',
        RecoveredDeliveries: 3,
        DeliveriesWithoutPayload: 2,
        LostDeliveries: 4,
        FailedRecoveries: 1,
        OldestUnpublished: 90,
        _aws: {
          Timestamp: now.getTime(),
          CloudWatchMetrics: [
            {
              Namespace: 'AppFrameworkWebhooks',
              Dimensions: [['Ledger']],
              Metrics: [
                { Name: 'RecoveredDeliveries', Unit: 'Count' },
                { Name: 'DeliveriesWithoutPayload', Unit: 'Count' },
                { Name: 'LostDeliveries', Unit: 'Count' },
                { Name: 'FailedRecoveries', Unit: 'Count' },
                { Name: 'OldestUnpublished', Unit: 'Seconds' },
              ],
            },
          ],
        },
      }),
    ]);
  });
});
