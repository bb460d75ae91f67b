import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricService } from '../metrics/embedded-metric';
import type { CredentialMetric, FailureNamespace } from '../metrics/failure-metric';
import { alarmPeriod } from '../metrics/hour-long-alarm.construct';
import type { PlatformMetric } from '../metrics/platform-metric';
import { leastLeft } from '../rate-limits/rate-limit-dashboard.construct';
import { deliveryMetric, workMetric } from '../webhook-ingestion/alarms.construct';
import type { DeliveryMetric } from '../webhooks/delivery-metrics';
import { ledgerMetric } from '../webhooks/ledger-metric.construct';
import type { Watched } from './watched.construct';

export type Figures = ReturnType<typeof figuresOf>;

/** The metrics of a deployment, each over 5 minutes unless said otherwise. */
export function figuresOf({ deployment, ledgerName, appTableName }: Watched) {
  const over = { period: alarmPeriod };
  return {
    delivery: (name: DeliveryMetric, options: MetricOptions = {}) =>
      deliveryMetric(name, deployment, { ...over, ...options }),
    platform: (name: PlatformMetric, options: MetricOptions = {}) =>
      workMetric(name, deployment, { ...over, ...options }),
    ledger: (name: string, statistic: string) => ledgerMetric(ledgerName, name, statistic),
    /** There where there is a credential manager. */
    ...(appTableName !== undefined && {
      ofCredentials: {
        counted: (metricName: CredentialMetric, options: MetricOptions = {}) =>
          new Metric({
            namespace: 'AppFrameworkCredentialManager' satisfies FailureNamespace,
            metricName,
            dimensionsMap: { service: 'Credential Manager' satisfies MetricService, Deployment: appTableName },
            statistic: 'Sum',
            ...over,
            ...options,
          }),
        percentLeft: leastLeft(appTableName),
        callsLeft: leastLeft(appTableName, 'GitHubAPICallsRemaining'),
      },
    }),
  };
}
