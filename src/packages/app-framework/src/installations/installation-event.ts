import { type Installation, isOdd, parseInstallation } from './installation';

/** An event of GitHub as it was delivered. */
export interface DeliveredEvent {
  /** Value of `X-GitHub-Event`. */
  readonly name: string;
  readonly payload: unknown;
  /** When it arrived. An event that is delivered again arrives again. */
  readonly receivedAt: Date;
}

/**
 * What an event says about an installation, and since when at least it is so.
 *
 * - `described`: this is what the installation is like
 * - `ended`: there is no such installation any more
 * - `renamed`: its account has another login or slug
 */
export type InstallationNews =
  | { readonly kind: 'described'; readonly installation: Installation; readonly at: Date }
  | { readonly kind: 'ended'; readonly appId: number; readonly installationId: number; readonly nodeId: string }
  | {
      readonly kind: 'renamed';
      readonly installationId: number;
      readonly nodeId: string;
      readonly name: string;
      readonly at: Date;
    };

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#installation and the two that follow it there. */
const describing: ReadonlyMap<string, readonly string[]> = new Map([
  ['installation', ['created', 'suspend', 'unsuspend', 'new_permissions_accepted']],
  ['installation_repositories', ['added', 'removed']],
]);

/** What there is to learn from an event; nothing from events about other things, or in a form that nobody knows. */
export function readInstallationEvent({ name, payload, receivedAt }: DeliveredEvent): InstallationNews | undefined {
  const { action, account } = membersOf(payload);
  const described = membersOf(payload).installation;
  const { id, app_id: appId, ...installation } = membersOf(described);
  if (!isId(id) || typeof action !== 'string') return undefined;
  if (name === 'installation_target' && action === 'renamed') {
    const { node_id: nodeId, login, slug, updated_at: updatedAt } = membersOf(account);
    const newName = text(login) ?? text(slug);
    const at = latest([updatedAt], receivedAt);
    return text(nodeId) && newName
      ? { kind: 'renamed', installationId: id, nodeId: String(nodeId), name: newName, at }
      : undefined;
  }
  if (!isId(appId)) return undefined;
  const parsed = parseInstallation(appId, described);
  if (isOdd(parsed)) return undefined;
  const { installationId, nodeId } = parsed;
  if (name === 'installation' && action === 'deleted') return { kind: 'ended', appId, installationId, nodeId };
  if (!describing.get(name)?.includes(action)) return undefined;
  const times = [installation.created_at, installation.updated_at, installation.suspended_at];
  const at = latest(times, receivedAt);
  const isAboutRepositories = name === 'installation_repositories';
  // Not a time of the payload: whether one of them moves when a repository does, GitHub does not say.
  const changed = isAboutRepositories ? { repositoriesChangedAt: receivedAt.toISOString() } : {};
  return { kind: 'described', installation: { ...parsed, ...changed }, at };
}

/**
 * The last of the times in the payload: the event is not older than that. Nothing is known since later than it arrived, whatever the
 * payload says, or a row could be closed to all that follows.
 */
function latest(times: readonly unknown[], receivedAt: Date): Date {
  const known = times.map(millisecondsOf).filter((time): time is number => time !== undefined);
  return new Date(Math.min(...(known.length > 0 ? [Math.max(...known)] : []), receivedAt.getTime()));
}

/** Most times of GitHub are ISO 8601; those of installations can be seconds since 1970. */
function millisecondsOf(time: unknown): number | undefined {
  const milliseconds =
    typeof time === 'number' ? time * 1_000 : typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return Number.isFinite(milliseconds) ? milliseconds : undefined;
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function isId(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
