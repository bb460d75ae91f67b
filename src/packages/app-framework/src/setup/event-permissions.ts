/** How much of a permission: each holds those before it. */
export const levels = ['read', 'write', 'admin'] as const;
export type Level = (typeof levels)[number];

/** Permissions of an App by GitHub's names. */
export type Permissions = Readonly<Record<string, Level>>;

/** As GitHub tells them of an App or an installation. */
export function permissionsIn(told: unknown): Permissions {
  const pairs = Object.entries<unknown>(Object(told)).flatMap(([name, value]) => {
    const level = levels.find((one) => one === value);
    return level === undefined ? [] : [[name, level] as const];
  });
  return Object.fromEntries(pairs);
}

/**
 * By event, the permissions of which an App must have one, at least to read, to subscribe to it: GitHub refuses the whole registration otherwise
 * (https://docs.github.com/en/webhooks/webhook-events-and-payloads). A test holds it against what Octokit's types say of each event.
 */
export const permissionsOfEvents: Readonly<Record<string, readonly string[]>> = {
  ...each('actions', ['workflow_job', 'workflow_run']),
  ...each('administration', ['branch_protection_configuration', 'branch_protection_rule', 'security_and_analysis']),
  ...each('checks', ['check_run', 'check_suite']),
  ...each('contents', ['commit_comment', 'create', 'delete', 'fork', 'gollum', 'push', 'release']),
  ...each('contents', ['repository_dispatch', 'workflow_dispatch']),
  ...each('deployments', ['deploy_key', 'deployment', 'deployment_protection_rule', 'deployment_review']),
  ...each('deployments', ['deployment_status']),
  ...each('discussions', ['discussion', 'discussion_comment']),
  // Of comments on pull requests, too: who has Pull requests alone is refused.
  ...each('issues', ['issue_comment', 'issue_dependencies', 'issues', 'sub_issues']),
  ...each('members', ['member', 'membership', 'organization', 'team', 'team_add']),
  ...each('merge_queues', ['merge_group']),
  ...each('metadata', ['label', 'public', 'repository', 'star', 'watch']),
  ...each('organization_administration', ['org_block']),
  ...each('organization_custom_properties', ['custom_property', 'custom_property_values']),
  ...each('organization_personal_access_token_requests', ['personal_access_token_request']),
  ...each('organization_projects', ['projects_v2', 'projects_v2_item', 'projects_v2_status_update']),
  ...each('packages', ['package', 'registry_package']),
  ...each('pages', ['page_build']),
  ...each('pull_requests', ['pull_request', 'pull_request_review', 'pull_request_review_comment']),
  ...each('pull_requests', ['pull_request_review_thread']),
  ...each('repository_advisories', ['repository_advisory']),
  ...each('secret_scanning_alerts', ['secret_scanning_alert', 'secret_scanning_alert_location']),
  ...each('secret_scanning_alerts', ['secret_scanning_scan']),
  ...each('security_events', ['code_scanning_alert']),
  ...each('statuses', ['status']),
  ...each('vulnerability_alerts', ['dependabot_alert', 'repository_vulnerability_alert']),
  milestone: ['issues', 'pull_requests'],
  project: ['repository_projects', 'organization_projects'],
  project_card: ['repository_projects', 'organization_projects'],
  project_column: ['repository_projects', 'organization_projects'],
  repository_ruleset: ['administration', 'organization_administration'],
  meta: [],
  security_advisory: [],
};

/** Those that come to every App, and that GitHub refuses to be asked for; and those that no App can subscribe to. */
export const neverAskedFor: readonly string[] = [
  'github_app_authorization',
  'installation',
  'installation_repositories',
  'installation_target',
  'ping',
  'marketplace_purchase',
  'repository_import',
  'sponsorship',
];

function each(permission: string, events: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(events.map((event) => [event, [permission]]));
}
