import type { RateLimitDimension, RateLimitMetric, RateLimitNamespace } from '../github/rate-limit-line';
import type { MetricService } from '../metrics/embedded-metric';
import type { PlatformMetric, PlatformNamespace, PlatformService } from '../metrics/platform-metric';
import type { DeliveryMetric, DeliveryMetricService, DeliveryNamespace } from '../webhooks/delivery-metrics';
import type { AskedSeries } from './series-gauge';

/** A chart before its values are known. */
export interface AskedChart {
  readonly title: string;
  readonly unit: string;
  readonly series: readonly AskedSeries[];
}

export interface MeasuredDeployment {
  /** Name in the metrics of webhooks. */
  readonly deployment: string;
  /** App table, by which those of rate limits are told apart. */
  readonly appTable: string;
}

/** What the pages draw of a deployment. */
export function askedFigures({ deployment, appTable }: MeasuredDeployment): readonly AskedChart[] {
  const delivery = (metric: DeliveryMetric, name: string): AskedSeries => {
    const namespace: DeliveryNamespace = 'AppFrameworkWebhooks';
    const service: DeliveryMetricService = 'Webhook Ingestion';
    return { name, namespace, metric, dimensions: { service, Deployment: deployment }, statistic: 'Sum' };
  };
  const platform = (metric: PlatformMetric, name: string, statistic = 'Sum'): AskedSeries => {
    const namespace: PlatformNamespace = 'GitHubAppPlatform';
    const service: PlatformService = 'webhook';
    return { name, namespace, metric, dimensions: { service, Deployment: deployment }, statistic };
  };
  return [
    {
      title: 'Throughput',
      unit: 'deliveries',
      series: [
        delivery('DeliveriesPublished', 'published'),
        platform('ErrorOccurred', 'failed at a handler'),
        platform('EventProcessed', 'handled'),
      ],
    },
    {
      title: 'Latency from arrival to done',
      unit: 'ms',
      series: [
        platform('HandlingTime', 'half of them (p50)', 'p50'),
        platform('HandlingTime', 'nearly all of them (p95)', 'p95'),
      ],
    },
    { title: 'Least left of a rate limit of GitHub', unit: '%', series: [leastLeft(appTable)] },
  ];
}

function leastLeft(appTable: string): AskedSeries {
  const service: MetricService = 'Credential Manager';
  const namespace: RateLimitNamespace = 'AppFrameworkGitHubAPICallMetrics';
  return {
    name: 'least left',
    namespace,
    metric: 'GitHubAPICallsRemainingPercent' satisfies RateLimitMetric,
    dimensions: { service, Deployment: appTable } satisfies Partial<Record<RateLimitDimension, string>>,
    statistic: 'Minimum',
  };
}
