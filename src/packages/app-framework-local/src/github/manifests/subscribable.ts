import type { AppPermissions } from '../server/schemas';

/** Events by the permission that opens them, as the settings of an App show them. */
const eventsOf: Readonly<Record<string, string>> = {
  actions: 'workflow_job workflow_run',
  administration: 'branch_protection_configuration branch_protection_rule repository_ruleset security_and_analysis',
  checks: 'check_run check_suite',
  contents: 'commit_comment create delete fork gollum push release repository_dispatch workflow_dispatch',
  deployments: 'deploy_key deployment deployment_protection_rule deployment_review deployment_status',
  discussions: 'discussion discussion_comment',
  issues: 'issue_comment issue_dependencies issues milestone sub_issues',
  members: 'member membership organization team team_add',
  merge_queues: 'merge_group',
  metadata: 'label public repository star watch',
  organization_administration: 'org_block repository_ruleset',
  organization_custom_properties: 'custom_property custom_property_values',
  organization_personal_access_token_requests: 'personal_access_token_request',
  organization_projects: 'project project_card project_column projects_v2 projects_v2_item projects_v2_status_update',
  packages: 'package registry_package',
  pages: 'page_build',
  pull_requests: 'milestone pull_request pull_request_review pull_request_review_comment pull_request_review_thread',
  repository_advisories: 'repository_advisory',
  repository_projects: 'project project_card project_column',
  secret_scanning_alerts: 'secret_scanning_alert secret_scanning_alert_location secret_scanning_scan',
  security_events: 'code_scanning_alert',
  statuses: 'status',
  vulnerability_alerts: 'dependabot_alert repository_vulnerability_alert',
};
const openToAll = ['meta', 'security_advisory'];
const known = new Set([...openToAll, ...Object.values(eventsOf).flatMap((events) => events.split(' '))]);

/** Events that come by themselves, or not to Apps, or that there are none of. */
export function unsupported(events: readonly string[]): readonly string[] {
  return events.filter((event) => !known.has(event));
}

/** Events that none of these permissions opens. */
export function unpermitted(events: readonly string[], permissions: AppPermissions): readonly string[] {
  const opened = new Set([
    ...openToAll,
    ...Object.keys({ metadata: 'read', ...permissions }).flatMap((name) => eventsOf[name]?.split(' ') ?? []),
  ]);
  return events.filter((event) => !opened.has(event));
}

/** Apps that may write checks get their events without asking. */
export function subscribed(events: readonly string[], { checks }: AppPermissions): readonly string[] {
  return [...new Set([...events, ...(checks === 'write' ? ['check_run', 'check_suite'] : [])])];
}
