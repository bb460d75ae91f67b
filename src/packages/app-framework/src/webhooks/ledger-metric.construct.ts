import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { alarmPeriod } from '../metrics/hour-long-alarm.construct';
import type { DeliveryNamespace } from './delivery-metrics';

/** A figure that functions report of a ledger, over 5 minutes. */
export function ledgerMetric(tableName: string, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: 'AppFrameworkWebhooks' satisfies DeliveryNamespace,
    metricName,
    dimensionsMap: { Ledger: tableName },
    period: alarmPeriod,
    statistic,
  });
}
