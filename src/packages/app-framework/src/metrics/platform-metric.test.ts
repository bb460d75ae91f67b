import { logRecord } from '../lambda/logger';
import { useCountedLines } from './counted-lines.test.support';
import { embeddedMetric } from './embedded-metric';
import { countedOfPlatform } from './platform-metric';

const now = new Date('2026-11-01T12:00:00Z');

describe('countedOfPlatform', () => {
  const { logged } = useCountedLines();

  it('makes a line count for the deployment, each metric in its unit', () => {
    logRecord('handler done', countedOfPlatform({ EventProcessed: 1, HandlingTime: 250 }, now));
    const Metrics = [
      { Name: 'EventProcessed', Unit: 'Count' },
      { Name: 'HandlingTime', Unit: 'Milliseconds' },
    ];
    expect(logged()).toMatchObject([
      {
        event: 'handler done',
        service: 'webhook',
        Deployment: 'Bot',
        EventProcessed: 1,
        HandlingTime: 250,
        _aws: { Timestamp: now.getTime(), CloudWatchMetrics: [{ Namespace: 'GitHubAppPlatform', Metrics }] },
      },
    ]);
  });

  it('adds nothing where no deployment is named', () => {
    delete process.env.WEBHOOK_DEPLOYMENT;
    expect(countedOfPlatform({ EventProcessed: 1 }, now)).toEqual({});
  });
});

describe('embeddedMetric', () => {
  it('names no more than 100 metrics in a directive: CloudWatch takes no more', () => {
    const metrics = Array.from({ length: 250 }, (_, index) => ({ Name: `m${index}`, Unit: 'Count' as const }));
    const { _aws } = embeddedMetric({ namespace: 'n', at: now, sets: [{ dimensions: ['d'], metrics }] });
    expect(_aws.CloudWatchMetrics.map(({ Metrics }) => Metrics.length)).toEqual([100, 100, 50]);
    expect(_aws.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics)).toEqual(metrics);
  });
});
