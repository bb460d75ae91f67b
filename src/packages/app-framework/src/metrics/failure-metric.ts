import { optionalVariable } from '../lambda/environment';
import { logWarning } from '../lambda/logger';
import { embeddedMetric, service } from './embedded-metric';

/** Failures that no metric of Lambda shows. */
export type FailureMetric = 'SignerFailures' | 'UnfinishedSyncs' | 'UnrevocableTokens';
export type FailureNamespace = typeof namespace;

const namespace = 'AppFrameworkCredentialManager';

/**
 * Logs a failure and counts it, in one line: a warning that CloudWatch makes a metric of. Outside a deployment, where no App table is
 * named, it is a warning only.
 */
export function countFailure(
  metric: FailureMetric,
  event: string,
  { fields = {}, now = new Date() }: { fields?: Readonly<Record<string, unknown>>; now?: Date } = {},
): void {
  const deployment = optionalVariable('APP_TABLE_NAME');
  logWarning(event, { ...fields, ...(deployment && counted({ metric, deployment, now })) });
}

function counted({ metric, deployment, now }: { metric: FailureMetric; deployment: string; now: Date }) {
  return {
    service,
    Deployment: deployment,
    [metric]: 1,
    ...embeddedMetric({
      namespace,
      at: now,
      sets: [{ dimensions: ['service', 'Deployment'], metrics: [{ Name: metric, Unit: 'Count' }] }],
    }),
  };
}
