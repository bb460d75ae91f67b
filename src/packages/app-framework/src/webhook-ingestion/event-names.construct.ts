/**
 * Names of GitHub's events that can be routed, as Octokit lists them; a test compares the two
 * (https://docs.github.com/en/webhooks/webhook-events-and-payloads).
 */
export const eventNames: readonly string[] = [
  'branch_protection_configuration',
  'branch_protection_rule',
  'check_run',
  'check_suite',
  'code_scanning_alert',
  'commit_comment',
  'create',
  'custom_property',
  'custom_property_values',
  'delete',
  'dependabot_alert',
  'deploy_key',
  'deployment',
  'deployment_protection_rule',
  'deployment_review',
  'deployment_status',
  'discussion',
  'discussion_comment',
  'fork',
  'github_app_authorization',
  'gollum',
  'installation',
  'installation_repositories',
  'installation_target',
  'issue_comment',
  'issue_dependencies',
  'issues',
  'label',
  'marketplace_purchase',
  'member',
  'membership',
  'merge_group',
  'meta',
  'milestone',
  'org_block',
  'organization',
  'package',
  'page_build',
  'personal_access_token_request',
  'ping',
  'project',
  'project_card',
  'project_column',
  'projects_v2',
  'projects_v2_item',
  'projects_v2_status_update',
  'public',
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
  'pull_request_review_thread',
  'push',
  'registry_package',
  'release',
  'repository',
  'repository_advisory',
  'repository_dispatch',
  'repository_import',
  'repository_ruleset',
  'repository_vulnerability_alert',
  'secret_scanning_alert',
  'secret_scanning_alert_location',
  'secret_scanning_scan',
  'security_advisory',
  'security_and_analysis',
  'sponsorship',
  'star',
  'status',
  'sub_issues',
  'team',
  'team_add',
  'watch',
  'workflow_dispatch',
  'workflow_job',
  'workflow_run',
];

/** @throws Error that suggests the nearest name, for one that GitHub has no event of */
export function checkEventName(name: string): void {
  if (eventNames.includes(name)) return;
  const [event = '', action] = name.split('.');
  if (action !== undefined && eventNames.includes(event)) {
    throw new Error(`${name} is an event with its action: write event: '${event}', action: '${action}'.`);
  }
  const nearest = [...eventNames].sort((one, other) => distance(name, one) - distance(name, other))[0];
  throw new Error(
    `GitHub has no event ${name}. Did you mean ${nearest}? docs.github.com/webhooks/webhook-events-and-payloads lists them.`,
  );
}

/** How many letters have to be changed, added or left out (https://en.wikipedia.org/wiki/Levenshtein_distance). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [place, letter] of [...one].entries()) {
    const next = [place + 1];
    for (const [index, counterpart] of [...other].entries()) {
      const changed = (row[index] ?? 0) + (letter === counterpart ? 0 : 1);
      next.push(Math.min(changed, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
