import type { AppPermissions } from '../server/schemas';

type Level = 'read' | 'write' | 'admin';

const readWrite = ['read', 'write'] as const;
const readWriteAdmin = ['read', 'write', 'admin'] as const;

/** Every permission GitHub knows with the levels it may have; the compiler keeps it complete. */
const levelsOf: { readonly [Name in keyof Required<AppPermissions>]: readonly NonNullable<AppPermissions[Name]>[] } = {
  actions: readWrite,
  administration: readWrite,
  artifact_metadata: readWrite,
  attestations: readWrite,
  checks: readWrite,
  code_quality: readWrite,
  codespaces: readWrite,
  contents: readWrite,
  custom_properties_for_organizations: readWrite,
  dependabot_secrets: readWrite,
  deployments: readWrite,
  discussions: readWrite,
  email_addresses: readWrite,
  enterprise_custom_properties_for_organizations: readWriteAdmin,
  environments: readWrite,
  followers: readWrite,
  git_ssh_keys: readWrite,
  gpg_keys: readWrite,
  interaction_limits: readWrite,
  issues: readWrite,
  members: readWrite,
  merge_queues: readWrite,
  metadata: readWrite,
  organization_administration: readWrite,
  organization_announcement_banners: readWrite,
  organization_copilot_agent_settings: readWrite,
  organization_copilot_seat_management: readWrite,
  organization_custom_org_roles: readWrite,
  organization_custom_properties: readWriteAdmin,
  organization_custom_roles: readWrite,
  organization_events: ['read'],
  organization_hooks: readWrite,
  organization_packages: readWrite,
  organization_personal_access_token_requests: readWrite,
  organization_personal_access_tokens: readWrite,
  organization_plan: ['read'],
  organization_projects: readWriteAdmin,
  organization_secrets: readWrite,
  organization_self_hosted_runners: readWrite,
  organization_user_blocking: readWrite,
  packages: readWrite,
  pages: readWrite,
  profile: ['write'],
  pull_requests: readWrite,
  repository_custom_properties: readWrite,
  repository_hooks: readWrite,
  repository_projects: readWriteAdmin,
  secret_scanning_alerts: readWrite,
  secrets: readWrite,
  security_events: readWrite,
  single_file: readWrite,
  starring: readWrite,
  statuses: readWrite,
  vulnerability_alerts: readWrite,
  workflows: ['write'],
};

const known = new Map<string, readonly string[]>(Object.entries(levelsOf));
const rank: Record<Level, number> = { read: 1, write: 2, admin: 3 };

/** What is wrong with a map of permissions, in the words GitHub's schema check uses; nothing when it is right. */
export function permissionProblem(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'permissions is not an object.';
  const asked: [string, unknown][] = Object.entries(value);
  for (const [name, level] of asked) {
    const levels = known.get(name);
    if (levels === undefined) return `"${name}" is not a permitted key.`;
    if (!levels.some((one) => one === level))
      return `${JSON.stringify(level)} is not a member of ${JSON.stringify(levels)}.`;
  }
  return undefined;
}

export function isPermissions(value: unknown): value is AppPermissions {
  return permissionProblem(value) === undefined;
}

/** Whether everything asked for was granted: a higher level includes the lower ones. */
export function grantCovers(granted: AppPermissions, asked: AppPermissions): boolean {
  const held = new Map<string, Level>(Object.entries(granted));
  return Object.entries(asked).every(([name, level]) => {
    const has = held.get(name);
    return has !== undefined && rank[has] >= rank[level];
  });
}

/** Every installation and every token may read metadata, asked for or not. */
export function withMetadata(permissions: AppPermissions): AppPermissions {
  return { ...permissions, metadata: permissions.metadata ?? 'read' };
}

export function samePermissions(one: AppPermissions, other: AppPermissions): boolean {
  return grantCovers(one, other) && grantCovers(other, one);
}
