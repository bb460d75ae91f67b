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
  | 'SignInsFailed'
  | 'AsksNotResumed'
  | 'RightsNotTold'
  | 'SignaturesRefused'
  | 'DeliveriesFailed';
/** What is counted of the work of handlers, under names that dashboards of the framework before this one have. */
export type PlatformMetric = 'EventProcessed' | 'ErrorOccurred';
export type DeliveryNamespace = typeof namespace;
export type Platform = typeof platform;
export type DeliveryMetricService = typeof service;

/** Environment that names the deployment in the metrics. */
export interface DeliveryMetricsEnvironment {
  readonly WEBHOOK_DEPLOYMENT: string;
}

const namespace = 'AppFrameworkWebhooks';
const service = 'Webhook Ingestion';
const platform = { namespace: 'GitHubAppPlatform', service: 'webhook' } as const;

/** Members that make a line of the log count; none where no deployment is named. */
export function counted(metric: DeliveryMetric, now = new Date()): Readonly<Record<string, unknown>> {
  return countedIn({ namespace, service, metric, now });
}

/** As `counted`, of the work of handlers. */
export function countedOfWork(metric: PlatformMetric, now: Date): Readonly<Record<string, unknown>> {
  return countedIn({ ...platform, metric, now });
}

type ToCount = Readonly<Record<'namespace' | 'service' | 'metric', string>> & { readonly now: Date };

function countedIn({ namespace, service, metric, now }: ToCount): Readonly<Record<string, unknown>> {
  const deployment = optionalVariable('WEBHOOK_DEPLOYMENT' satisfies keyof DeliveryMetricsEnvironment);
  if (deployment === undefined) return {};
  const sets = [{ dimensions: ['service', 'Deployment'], metrics: [{ Name: metric, Unit: 'Count' as const }] }];
  return { service, Deployment: deployment, [metric]: 1, ...embeddedMetric({ namespace, at: now, sets }) };
}
