import type { AppPermissions } from '../server/schemas';

/** Any of these permissions lets an installation see the event. */
export const whoMaySee = {
  check_run: [{ checks: 'read' }],
  check_suite: [{ checks: 'read' }],
  code_scanning_alert: [{ security_events: 'read' }],
  commit_comment: [{ contents: 'read' }],
  dependabot_alert: [{ vulnerability_alerts: 'read' }],
  deployment: [{ deployments: 'read' }],
  deployment_status: [{ deployments: 'read' }],
  issue_comment: [{ issues: 'read' }, { pull_requests: 'read' }],
  issues: [{ issues: 'read' }],
  pull_request: [{ pull_requests: 'read' }],
  pull_request_review: [{ pull_requests: 'read' }],
  pull_request_review_comment: [{ pull_requests: 'read' }],
  push: [{ contents: 'read' }],
  secret_scanning_alert: [{ secret_scanning_alerts: 'read' }],
  repository: [{ metadata: 'read' }],
  repository_dispatch: [{ contents: 'read' }],
} as const satisfies Record<string, readonly AppPermissions[]>;

/** The events of a repository that come about here; all others are posted on command. */
export type RepositoryEvent = keyof typeof whoMaySee;

export const repositoryEvents: readonly string[] = Object.keys(whoMaySee);
