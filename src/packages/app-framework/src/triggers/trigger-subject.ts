import { field } from '../lambda/parsed-json';

/** What of an event triggers look at, and what they start is about. */
export interface TriggerSubject {
  readonly event: string;
  /** Id of the repository that it is about. */
  readonly repository?: number;
  readonly action?: string;
  /** True where a pull request is to be merged into another branch now: as good as a new head. */
  readonly hasNewBase: boolean;
  /** The commit that a check is put on; absent where the event leaves none, and where it is the head of a branch. */
  readonly sha?: string;
  /** The branch whose head the commit is, where the event names no commit: GitHub knows it. */
  readonly headOf?: string;
  /** Such as `refs/heads/main`: what was pushed, or the branch of a pull request's head, or of a merge group. */
  readonly ref?: string;
  /** The branch that was pushed, or that a pull request or a group of them is to be merged into. */
  readonly branch?: string;
  /** The branch that a pull request comes from. */
  readonly head?: string;
  readonly tag?: string;
  readonly pullRequest?: number;
  /** Who opened the pull request, or pushed. */
  readonly author?: { readonly login?: string; readonly isBot: boolean };
  /** The one that was put there or taken away, where the event is about that; otherwise all that are there. */
  readonly labels: readonly string[];
  readonly title?: string;
  /** When GitHub says that it happened, in seconds since 1970: an event may come hours late. */
  readonly happenedAtSeconds?: number;
  /** The workflow of GitHub Actions that ran, and how it ended. */
  readonly workflow?: string;
  readonly conclusion?: string;
  /** Of a schedule: the time that has come, in seconds since 1970. */
  readonly scheduledAtSeconds?: number;
  /** Name of the command that somebody said to the bot. */
  readonly command?: string;
  readonly isDraft: boolean;
  readonly isFork: boolean;
  /** True where the App itself did it. */
  readonly isOwn: boolean;
}

export interface DeliveredEvent {
  readonly event: string;
  readonly payload: unknown;
  /** True where the App itself caused it. */
  readonly own: boolean;
}

/** What a payload of GitHub says of it. */
export function triggerSubject({ event, payload, own }: DeliveredEvent): TriggerSubject {
  const repository = field(field(payload, 'repository'), 'id');
  const about = { event, ...(typeof repository === 'number' && { repository }) };
  const bare = { ...about, hasNewBase: false, labels: [], isDraft: false, isFork: false, isOwn: own };
  if (event === 'push') return { ...bare, ...pushed(payload) };
  if (event === 'merge_group') return { ...bare, ...grouped(payload) };
  if (event === 'workflow_run') return { ...bare, ...ran(payload) };
  if (event === 'command') return { ...bare, ...said(payload) };
  if (event === 'repository_dispatch') return { ...bare, ...dispatched(payload) };
  if (event === 'schedule') return { ...bare, ...scheduled(payload) };
  const pull = field(payload, 'pull_request');
  return event === 'pull_request' && pull !== undefined ? { ...bare, ...pulled(payload, pull) } : bare;
}

function pulled(payload: unknown, pull: unknown) {
  const [head, base] = [field(pull, 'head'), field(pull, 'base')];
  const [repository, source] = [field(field(payload, 'repository'), 'id'), field(field(head, 'repo'), 'id')];
  const [number, action] = [field(pull, 'number'), field(payload, 'action')];
  return {
    ...texts({
      action,
      sha: field(head, 'sha'),
      branch: field(base, 'ref'),
      head: field(head, 'ref'),
      ref: prefixed('refs/heads/', field(head, 'ref')),
      title: field(pull, 'title'),
    }),
    ...(typeof number === 'number' && { pullRequest: number }),
    hasNewBase: action === 'edited' && field(field(payload, 'changes'), 'base') !== undefined,
    ...happened(secondsOf(field(pull, 'updated_at'))),
    author: authorOf(field(pull, 'user')),
    labels: namesOf(isAboutLabel(action) ? [field(payload, 'label')] : field(pull, 'labels')),
    isDraft: field(pull, 'draft') === true,
    // The repository of a head may be gone: then it is not this one.
    isFork: source !== repository,
  };
}

function pushed(payload: unknown) {
  const ref = field(payload, 'ref');
  const isDeleted = field(payload, 'deleted') === true;
  return {
    ...texts({
      ref,
      sha: isDeleted ? undefined : commitOf(payload),
      branch: without('refs/heads/', ref),
      tag: without('refs/tags/', ref),
    }),
    ...happened(field(field(payload, 'repository'), 'pushed_at')),
    author: authorOf(field(payload, 'sender')),
  };
}

function secondsOf(time: unknown): number {
  return typeof time === 'string' ? Math.floor(Date.parse(time) / 1_000) : Number.NaN;
}

function happened(seconds: unknown): Pick<TriggerSubject, 'happenedAtSeconds'> {
  return typeof seconds === 'number' && Number.isSafeInteger(seconds) ? { happenedAtSeconds: seconds } : {};
}

/** What is pushed of an annotated tag is the tag itself, which is no commit. */
function commitOf(payload: unknown): unknown {
  const after = field(payload, 'after');
  const isTag = without('refs/tags/', field(payload, 'ref')) !== undefined;
  return isTag ? (field(field(payload, 'head_commit'), 'id') ?? after) : after;
}

/** Author, labels and title are those of no one: a group may hold several pull requests. */
function grouped(payload: unknown) {
  const group = field(payload, 'merge_group');
  return texts({
    action: field(payload, 'action'),
    sha: field(group, 'head_sha'),
    ref: field(group, 'head_ref'),
    branch: without('refs/heads/', field(group, 'base_ref')),
  });
}

function ran(payload: unknown) {
  const run = field(payload, 'workflow_run');
  const branch = field(run, 'head_branch');
  return {
    ...texts({
      action: field(payload, 'action'),
      sha: field(run, 'head_sha'),
      ref: prefixed('refs/heads/', branch),
      branch,
      workflow: field(run, 'name'),
      conclusion: field(run, 'conclusion'),
    }),
    // Of two runs the newer is not the one that took longer, nor what somebody has run again: that is of an older commit.
    ...happened(secondsOf(field(run, 'created_at'))),
    author: authorOf(field(run, 'actor')),
    isFork: field(field(run, 'head_repository'), 'id') !== field(field(payload, 'repository'), 'id'),
  };
}

function said(payload: unknown) {
  const number = field(payload, 'pullRequest');
  return {
    ...texts({ command: field(payload, 'command'), sha: field(payload, 'sha') }),
    ...(typeof number === 'number' && { pullRequest: number }),
    author: authorOf(field(payload, 'sender')),
  };
}

/** The default branch is what it names. */
function dispatched(payload: unknown) {
  const branch = field(payload, 'branch');
  return {
    ...texts({ action: field(payload, 'action'), ref: prefixed('refs/heads/', branch), branch, headOf: branch }),
    author: authorOf(field(payload, 'sender')),
  };
}

/** What the deployment itself says of a time that has come. */
function scheduled(payload: unknown) {
  const [branch, seconds] = [field(payload, 'branch'), secondsOf(field(payload, 'time'))];
  return {
    ...texts({ ref: prefixed('refs/heads/', branch), branch, headOf: branch ?? 'HEAD' }),
    ...happened(seconds),
    ...(Number.isSafeInteger(seconds) && { scheduledAtSeconds: seconds }),
  };
}

function isAboutLabel(action: unknown): boolean {
  return action === 'labeled' || action === 'unlabeled';
}

function namesOf(labels: unknown): string[] {
  if (!Array.isArray(labels)) return [];
  return labels.map((label) => field(label, 'name')).filter((name) => typeof name === 'string');
}

function authorOf(user: unknown): NonNullable<TriggerSubject['author']> {
  return { ...texts({ login: field(user, 'login') }), isBot: field(user, 'type') === 'Bot' };
}

function texts<Name extends string>(values: Readonly<Record<Name, unknown>>): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {};
  for (const name in values) {
    const value = values[name];
    if (typeof value === 'string' && value !== '') found[name] = value;
  }
  return found;
}

function prefixed(prefix: string, name: unknown): string | undefined {
  return typeof name === 'string' ? `${prefix}${name}` : undefined;
}

function without(prefix: string, ref: unknown): string | undefined {
  return typeof ref === 'string' && ref.startsWith(prefix) ? ref.slice(prefix.length) : undefined;
}
