import { type RateLimitDetail, rateLimitLine } from '../github/rate-limit-line';
import { logRecord } from '../lambda/logger';
import { countFailure } from '../metrics/failure-metric';

const units =
  /^(Seconds|Microseconds|Milliseconds|(Bytes|Kilobytes|Megabytes|Gigabytes|Terabytes|Bits|Kilobits|Megabits|Gigabits|Terabits|Count)(\/Second)?|Percent|None)$/;

let written: string[];
beforeEach(() => {
  written = [];
  process.env.APP_TABLE_NAME = 'apps';
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => written.push(String(line)) > 0);
});
afterEach(() => {
  jest.restoreAllMocks();
  delete process.env.APP_TABLE_NAME;
});

const reading = (installationId?: number) => ({
  owner: { appId: 7, installationId },
  limit: { resource: 'core', limit: 5000, remaining: 12, resetsAt: new Date('2026-11-01T12:30:00Z') },
  seenAt: new Date('2026-11-01T12:00:00Z'),
});

const lineOf = (detail: RateLimitDetail, installationId?: number) =>
  logRecord('rate limit', rateLimitLine({ deployment: 'apps', detail }, reading(installationId)));

/**
 * What is wrong with a line by the schema and the rules of
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html.
 */
function faultsOf(text: string): string[] {
  const line: Record<string, unknown> = JSON.parse(text);
  const metadata = record(line._aws);
  const directives = list(metadata.CloudWatchMetrics).map(record);
  const faults: [boolean, string][] = [
    [text.length > 256 * 1024, 'is longer than a log event'],
    [!text.endsWith('}\n') || text.indexOf('\n') !== text.length - 1, 'is not one line'],
    [!Number.isSafeInteger(metadata.Timestamp) || Number(metadata.Timestamp) < 1e12, 'has no time in milliseconds'],
    [Object.keys(metadata).join() !== 'Timestamp,CloudWatchMetrics', 'has other metadata'],
    [directives.length === 0, 'has no directive'],
  ];
  for (const { Namespace, Dimensions, Metrics, ...rest } of directives) {
    const sets = list(Dimensions).map(list);
    const metrics = list(Metrics).map(record);
    const dimensions = sets.flat().map(String);
    faults.push(
      [Object.keys(rest).length > 0, `a directive has ${Object.keys(rest)}`],
      [typeof Namespace !== 'string' || !/^.{1,1024}$/.test(Namespace), 'a namespace is none'],
      [sets.length === 0, 'a directive has no set of dimensions'],
      [
        sets.some((set) => set.length > 30 || new Set(set).size < set.length),
        'a set has too many dimensions, or one twice',
      ],
      [metrics.length === 0 || metrics.length > 100, 'a directive has no metric or more than 100'],
    );
    for (const dimension of dimensions) {
      const value = line[dimension];
      const isText = typeof value === 'string' && /^[\x20-\x7e]{1,1024}$/.test(value);
      faults.push(
        [!isText, `dimension ${dimension} is no text`],
        [!/^.{1,250}$/.test(dimension), 'a dimension is unnamed'],
      );
    }
    for (const { Name, Unit, ...others } of metrics) {
      faults.push(
        [typeof Name !== 'string' || !/^.{1,1024}$/.test(Name), 'a metric is unnamed'],
        [!Number.isFinite(line[String(Name)]), `metric ${Name} has no number`],
        [!units.test(String(Unit)), `${Unit} is no unit`],
        [Object.keys(others).length > 0, `a metric has ${Object.keys(others)}`],
      );
    }
  }
  return faults.filter(([isFault]) => isFault).map(([, fault]) => fault);
}

function record(value: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value ?? {}));
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

describe('the lines that CloudWatch makes metrics of', () => {
  it.each([
    ['an App', () => lineOf('app')],
    ['an installation, counted for its App', () => lineOf('app', 99)],
    ['an installation', () => lineOf('installation', 99)],
    ['a failure', () => countFailure('SignerFailures', 'it failed', { fields: { appId: 7 } })],
  ])('follow the embedded metric format for %s', (_whose, write) => {
    write();
    expect(written.flatMap(faultsOf)).toEqual([]);
    expect(written).toHaveLength(1);
  });

  it('are told from lines that do not', () => {
    lineOf('app');
    const [good = ''] = written;
    const damaged = [
      good.replace('"AppID":"7"', '"AppID":7'),
      good.replace('"Percent"', '"Share"'),
      good.replace(/"Timestamp":\d+/, '"Timestamp":1'),
      good.replace('"GitHubAPICallsRemaining":12', '"GitHubAPICallsRemaining":null'),
      good.replace('"Deployment":"apps"', '"Deployment":""'),
    ];
    expect(damaged.map((line) => faultsOf(line).length > 0)).toEqual(damaged.map(() => true));
  });
});
