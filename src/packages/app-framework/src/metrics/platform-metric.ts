import { optionalVariable } from '../lambda/environment';
import { embeddedMetric } from './embedded-metric';

/** What is counted of a deployment as a whole: one dimension tells deployments apart, and no more. */
export type PlatformMetric =
  // Names that dashboards of the framework before this one have.
  | 'EventProcessed'
  | 'ErrorOccurred'
  | 'AuthSuccess'
  | 'AuthFailed'
  /** 1 for a look at the deployment that found nothing wrong, 0 for any other. */
  | 'HealthCheckSuccess'
  /** Milliseconds from the arrival of a delivery until a handler has done its work. */
  | typeof handlingTime
  | 'UserTokenRefreshed'
  | 'UserTokenRefreshFailed'
  | 'InstallationDeleted'
  | 'TriggerExecuted'
  | 'TriggerSucceeded'
  | 'TriggerFailed'
  /** Jobs whose end nobody told of, found by who looks after them. */
  | 'JobFoundLate'
  /** Steps of somebody who registers an App. */
  | 'SetupOpen';
export type PlatformNamespace = typeof namespace;
export type PlatformService = typeof service;

const handlingTime = 'HandlingTime';
const namespace = 'GitHubAppPlatform';
const service = 'webhook';

/** Members that make a line of the log count; none where no deployment is named. */
export function countedOfPlatform(
  values: Readonly<Partial<Record<PlatformMetric, number>>>,
  now = new Date(),
): Readonly<Record<string, unknown>> {
  const deployment = optionalVariable('WEBHOOK_DEPLOYMENT');
  if (deployment === undefined) return {};
  const metrics = Object.keys(values).map((Name) => ({ Name, Unit: Name === handlingTime ? milliseconds : count }));
  const sets = [{ dimensions: ['service', 'Deployment'], metrics }];
  return { service, Deployment: deployment, ...values, ...embeddedMetric({ namespace, at: now, sets }) };
}

const milliseconds = 'Milliseconds' as const;
const count = 'Count' as const;
