import { optionalVariable } from '../lambda/environment';
import { embeddedMetric } from '../metrics/embedded-metric';

/** What is counted of deliveries. */
export type DeliveryMetric =
  | 'DeliveriesPublished'
  | 'DeliveriesRepeated'
  | 'DeliveriesUnrouted'
  | 'DeliveriesHeldBack'
  | 'PingsReceived'
  | 'DeliveriesOvertaken'
  | 'DeliveriesParked'
  | 'BodiesRepeated'
  | 'BodiesRefused'
  | 'BusProbesLost'
  | 'HookRangesNotRefreshed'
  | 'AsksNotResumed'
  | 'RightsNotTold'
  | 'SignaturesRefused'
  | 'DeliveriesFailed';
export type DeliveryNamespace = typeof namespace;
export type DeliveryMetricService = typeof service;

/** Environment that names the deployment in the metrics. */
export interface DeliveryMetricsEnvironment {
  readonly WEBHOOK_DEPLOYMENT: string;
}

const namespace = 'AppFrameworkWebhooks';
const service = 'Webhook Ingestion';

/** Values of the dimensions that they are counted by. */
export const dimensionsOf = (deployment: string) => ({ service, Deployment: deployment });

/** Members that make a line of the log count; none where no deployment is named. */
export function counted(metric: DeliveryMetric, now = new Date()): Readonly<Record<string, unknown>> {
  const deployment = optionalVariable('WEBHOOK_DEPLOYMENT' satisfies keyof DeliveryMetricsEnvironment);
  if (deployment === undefined) return {};
  const sets = [{ dimensions: ['service', 'Deployment'], metrics: [{ Name: metric, Unit: 'Count' as const }] }];
  return { ...dimensionsOf(deployment), [metric]: 1, ...embeddedMetric({ namespace, at: now, sets }) };
}
