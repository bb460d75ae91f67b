import { optionalVariable } from '../lambda/environment';
import { logError, logWarning } from '../lambda/logger';
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
  { fields = {}, error, now = new Date() }: CountedFailure = {},
): void {
  const deployment = optionalVariable('APP_TABLE_NAME');
  const logged = { ...fields, ...(deployment && counted({ metric, deployment, now })) };
  if (error === undefined) logWarning(event, logged);
  else logError(event, error, logged);
}

export interface CountedFailure {
  readonly fields?: Readonly<Record<string, unknown>>;
  /** What was thrown, where something was: then the line is an error, with its reason. */
  readonly error?: unknown;
  readonly now?: Date;
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
