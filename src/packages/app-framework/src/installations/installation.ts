/** One installation of an App, as GitHub describes it. */
export interface Installation {
  readonly appId: number;
  readonly installationId: number;
  /** Node id of the account that the App is installed on. */
  readonly nodeId: string;
  /** `Organization`, `User`, `Enterprise`, or what GitHub will come up with. */
  readonly targetType: string;
  /** Login, or slug of an enterprise, in GitHub's own case. */
  readonly name: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly repositorySelection?: string;
  /** ISO 8601; absent when the installation is not suspended. */
  readonly suspendedAt?: string;
  /** When an event last said that repositories came or went, ISO 8601. Lists of installations do not say it. */
  readonly repositoriesChangedAt?: string;
}

/** An installation that GitHub lists in a form that no row can be made of, such as one of a deleted account. */
export interface OddInstallation {
  readonly appId: number;
  readonly installationId?: number;
  readonly reason: string;
}

/** Reads one installation out of GitHub's answer. */
export function parseInstallation(appId: number, data: unknown): Installation | OddInstallation {
  if (!isRecord(data)) return { appId, reason: 'it is no object' };
  const installationId = data.id;
  // Octokit hands out larger numbers as bigint.
  if (typeof installationId !== 'number' || !Number.isSafeInteger(installationId) || installationId < 1) {
    return { appId, reason: 'its id is no whole number up to 2^53 - 1' };
  }
  const { account } = data;
  if (!isRecord(account)) return { appId, installationId, reason: 'it has no account' };
  const nodeId = account.node_id;
  // Enterprises have a slug and no login.
  const name = text(account.login) ?? text(account.slug);
  if (!text(nodeId) || !name)
    return { appId, installationId, reason: 'its account has no node id, or no login or slug' };
  const repositorySelection = text(data.repository_selection);
  const suspendedAt = text(data.suspended_at);
  return {
    appId,
    installationId,
    nodeId: String(nodeId),
    targetType: text(data.target_type) ?? text(account.type) ?? (text(account.slug) ? 'Enterprise' : 'Organization'),
    name,
    permissions: levels(data.permissions),
    ...(repositorySelection && { repositorySelection }),
    ...(suspendedAt && { suspendedAt }),
  };
}

export function isOdd(parsed: Installation | OddInstallation): parsed is OddInstallation {
  return 'reason' in parsed;
}

/** Whether two descriptions of one App on one account say the same. */
export function isSame(one: Installation, other: Installation): boolean {
  return (
    one.installationId === other.installationId &&
    one.targetType === other.targetType &&
    one.name === other.name &&
    one.repositorySelection === other.repositorySelection &&
    time(one.suspendedAt) === time(other.suspendedAt) &&
    ordered(one.permissions) === ordered(other.permissions)
  );
}

/**
 * What an installation allows, as one text: another where it was installed anew, suspended or not, or given other permissions or
 * repositories. A token of one state is none of another's.
 */
export function stateOf(installation: Installation): string {
  const { installationId, repositorySelection, repositoriesChangedAt, suspendedAt, permissions } = installation;
  const parts = [installationId, repositorySelection, repositoriesChangedAt, time(suspendedAt), ordered(permissions)];
  return JSON.stringify(parts.map((part) => part ?? null));
}

/** Events write the same moment in another time zone than lists. */
function time(suspendedAt: string | undefined): number | undefined {
  return suspendedAt === undefined ? undefined : Date.parse(suspendedAt);
}

function ordered(permissions: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(permissions).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function levels(permissions: unknown): Record<string, string> {
  const entries = isRecord(permissions) ? Object.entries(permissions) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
