import { optionalVariable } from '../lambda/environment';
import { logError, logRecord, logWarning } from '../lambda/logger';
import { embeddedMetric, service } from './embedded-metric';

/** Failures that no metric of Lambda shows. */
export type FailureMetric = 'SignerFailures' | 'UnfinishedSyncs' | 'UnrevocableTokens';
/** What is counted besides. */
export type CredentialMetric = 'TokensMinted' | 'ActiveInstallations';
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
  const logged = { ...fields, ...(deployment && counted({ metric, value: 1, deployment, now })) };
  if (error === undefined) logWarning(event, logged);
  else logError(event, error, logged);
}

export interface CountedFailure {
  readonly fields?: Readonly<Record<string, unknown>>;
  /** What was thrown, where something was: then the line is an error, with its reason. */
  readonly error?: unknown;
  readonly now?: Date;
}

/** Writes a line that CloudWatch makes a metric of; nothing outside a deployment, where nobody counts. */
export function countOfCredentials(
  metric: CredentialMetric,
  value: number,
  { event, fields = {}, now = new Date() }: CountedEvent,
): void {
  const deployment = optionalVariable('APP_TABLE_NAME');
  if (deployment) logRecord(event, { ...fields, ...counted({ metric, value, deployment, now }) });
}

export interface CountedEvent extends Pick<CountedFailure, 'fields' | 'now'> {
  readonly event: string;
}

interface ToCount {
  readonly metric: FailureMetric | CredentialMetric;
  readonly value: number;
  readonly deployment: string;
  readonly now: Date;
}

function counted({ metric, value, deployment, now }: ToCount) {
  return {
    service,
    Deployment: deployment,
    [metric]: value,
    ...embeddedMetric({
      namespace,
      at: now,
      sets: [{ dimensions: ['service', 'Deployment'], metrics: [{ Name: metric, Unit: 'Count' }] }],
    }),
  };
}
