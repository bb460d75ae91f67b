import { embeddedMetric, service } from '../metrics/embedded-metric';
import type { RateLimit } from './rate-limit';

/** Whose limit it is: that of an App's own tokens or, with the id, that of one of its installations. */
export interface RateLimitOwner {
  readonly appId: number;
  readonly installationId?: number | undefined;
}

/** What was left of a limit at a moment. */
export interface RateLimitReading {
  readonly owner: RateLimitOwner;
  readonly limit: RateLimit;
  readonly seenAt: Date;
}

/** How fine the metrics are: one set for each App, or one more for each installation. CloudWatch charges for each. */
export type RateLimitDetail = 'app' | 'installation';

export interface RateLimitLineOptions {
  /** Tells deployments in one account apart: the name of the App table. */
  readonly deployment: string;
  readonly detail: RateLimitDetail;
}

export type RateLimitMetric = (typeof metrics)[number]['Name'];
export type RateLimitDimension = 'service' | 'Deployment' | 'Category' | 'AppID' | 'InstallationID';
export type RateLimitNamespace = typeof namespace;

const namespace = 'AppFrameworkGitHubAPICallMetrics';

const metrics = [
  { Name: 'GitHubAPICalls', Unit: 'Count' },
  { Name: 'GitHubAPICallsRemaining', Unit: 'Count' },
  { Name: 'GitHubAPICallsRemainingPercent', Unit: 'Percent' },
  { Name: 'GitHubAPIRateLimit', Unit: 'Count' },
  { Name: 'GitHubRateLimitTimeToReset', Unit: 'Seconds' },
] as const;

/** The limits that GitHub documents (https://docs.github.com/en/rest/rate-limit/rate-limit): others share a category, so that there are never more. */
const categories = new Set([
  'core',
  'search',
  'code_search',
  'graphql',
  'integration_manifest',
  'source_import',
  'dependency_snapshots',
  'dependency_sbom',
  'code_scanning_upload',
  'code_scanning_autofix',
  'actions_runner_registration',
  'scim',
  'audit_log',
  'audit_log_streaming',
]);

/**
 * The members that make a line of a log a metric.
 *
 * The five metrics count for the App or the installation. The share that is left, and of the core API the calls that are left, count for the
 * whole deployment too, so that an alarm has one metric to look at, however many Apps there are. The installation is in the line either way, for queries of the log.
 */
export function rateLimitLine({ deployment, detail }: RateLimitLineOptions, reading: RateLimitReading) {
  const { owner, limit, seenAt } = reading;
  const isPerInstallation = detail === 'installation' && owner.installationId !== undefined;
  const dimensions: RateLimitDimension[] = ['service', 'Deployment', 'Category', 'AppID'];
  return {
    service,
    Deployment: deployment,
    Category: categories.has(limit.resource) ? limit.resource : 'other',
    AppID: String(owner.appId),
    ...(owner.installationId !== undefined && { InstallationID: String(owner.installationId) }),
    GitHubAPICalls: Math.max(0, limit.limit - limit.remaining),
    GitHubAPICallsRemaining: limit.remaining,
    GitHubAPICallsRemainingPercent: percentLeft(limit),
    GitHubAPIRateLimit: limit.limit,
    GitHubRateLimitTimeToReset: Math.max(0, Math.round((limit.resetsAt.getTime() - seenAt.getTime()) / 1000)),
    ...embeddedMetric({
      namespace,
      // When it was seen, not when it was written: a process that Lambda froze meanwhile must not report old figures as new ones.
      at: seenAt,
      sets: [
        { dimensions: isPerInstallation ? [...dimensions, 'InstallationID'] : dimensions, metrics },
        {
          dimensions: ['service', 'Deployment'],
          // Of limits other than core there are few calls at all times.
          metrics: metrics.filter(
            ({ Name }) => Name.endsWith('Percent') || (limit.resource === 'core' && Name.endsWith('Remaining')),
          ),
        },
      ],
    }),
  };
}

/** To two decimals. A limit of 0 is none that could run out. */
function percentLeft({ limit, remaining }: RateLimit): number {
  return limit === 0 ? 100 : Math.min(100, Math.round((remaining / limit) * 10_000) / 100);
}

/** Reads the setting; anything but `installation` is the default. */
export function readRateLimitDetail(text: string): RateLimitDetail {
  return text === 'installation' ? text : 'app';
}
