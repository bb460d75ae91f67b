const permissions = {
  actions: 'write',
  checks: 'write',
  contents: 'write',
  deployments: 'read',
  issues: 'write',
  metadata: 'read',
  organization_projects: 'read',
  packages: 'read',
  pull_requests: 'write',
  statuses: 'write',
  workflows: 'write',
};
const events = [
  'check_run',
  'check_suite',
  'issue_comment',
  'issues',
  'pull_request',
  'push',
  'release',
  'workflow_run',
];

/** One of many installations in GitHub's words, with all the members that GitHub sends. */
export function installationAt(index) {
  const id = 40_000_000 + index;
  const login = `Organization-${index}`;
  const api = 'https://api.github.com';
  return {
    id,
    client_id: 'Iv23liBenchBenchBench',
    account: {
      login,
      id: 100_000_000 + index,
      node_id: `O_kgDO${String(100_000_000 + index)}`,
      avatar_url: `https://avatars.githubusercontent.com/u/${100_000_000 + index}?v=4`,
      url: `${api}/users/${login}`,
      html_url: `https://github.com/${login}`,
      repos_url: `${api}/users/${login}/repos`,
      events_url: `${api}/users/${login}/events{/privacy}`,
      type: 'Organization',
      user_view_type: 'public',
      site_admin: false,
    },
    repository_selection: 'all',
    access_tokens_url: `${api}/app/installations/${id}/access_tokens`,
    repositories_url: `${api}/installation/repositories`,
    html_url: `https://github.com/organizations/${login}/settings/installations/${id}`,
    app_id: 7,
    app_slug: 'bench',
    target_id: 100_000_000 + index,
    target_type: 'Organization',
    permissions,
    events,
    created_at: '2026-01-02T03:04:05.000Z',
    updated_at: '2026-01-02T03:04:05.000Z',
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: null,
  };
}

/** The row of the same installation, as DynamoDB keeps it. */
export function itemAt(index) {
  const { id, account, target_type, repository_selection } = installationAt(index);
  return {
    AppId: { N: '7' },
    NodeId: { S: account.node_id },
    InstallationId: { N: String(id) },
    TargetType: { S: target_type },
    Name: { S: account.login },
    Login: { S: account.login.toLowerCase() },
    Permissions: { M: Object.fromEntries(Object.entries(permissions).map(([name, level]) => [name, { S: level }])) },
    RepositorySelection: { S: repository_selection },
    LastRefreshed: { S: '2026-01-02T03:04:06.000Z' },
  };
}
