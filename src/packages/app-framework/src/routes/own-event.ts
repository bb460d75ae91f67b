import { field } from '../lambda/parsed-json';

/** Who an App is at GitHub, as far as its own doings are told by it. */
export interface AppAtGitHub {
  readonly appId: number;
  /** Absent while nobody has asked GitHub yet. */
  readonly slug?: string | undefined;
  /** Account of its bot, which is the same one after the App was renamed; absent while the bot has done nothing. */
  readonly botId?: number | undefined;
}

interface Delivered {
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Asked for by people through a check run of the App: its sender is a person, and its subject the App's own. */
const askedByPeople: ReadonlyMap<string, readonly string[]> = new Map([
  ['check_run', ['rerequested', 'requested_action']],
  ['check_suite', ['rerequested']],
]);

/**
 * True where the App caused the event itself: its bot is the sender, or what it tells of was done through the App. A handler that answered
 * such an event would answer itself without end.
 */
export function isOwn(app: AppAtGitHub, { event, payload }: Delivered): boolean {
  const { action, sender } = payload;
  if (typeof action === 'string' && askedByPeople.get(event)?.includes(action)) return false;
  if (isBot(app, sender)) return true;
  // The subject alone says nothing of who did this: a person may edit, label or close what the App made.
  if (action !== 'created' && action !== 'opened' && action !== 'submitted') return false;
  const subjects = ['comment', 'review', 'issue', 'pull_request'] as const;
  const subject = subjects.map((name) => payload[name]).find((value) => value !== undefined);
  return field(field(subject, 'performed_via_github_app'), 'id') === app.appId;
}

/** True where the sender is the App's bot. */
export function isBot({ slug, botId }: AppAtGitHub, sender: unknown): boolean {
  if (botId !== undefined && field(sender, 'id') === botId) return true;
  return slug !== undefined && field(sender, 'login') === `${slug}[bot]`;
}
