import { field } from '../lambda/parsed-json';

/** What of an event triggers look at, and what they start is about. */
export interface TriggerSubject {
  readonly event: string;
  readonly action?: string;
  /** The commit that a check is put on; absent where the event leaves none. */
  readonly sha?: string;
  /** Such as `refs/heads/main`: what was pushed, or the branch of a pull request's head. */
  readonly ref?: string;
  /** The branch that was pushed, or that a pull request is to be merged into. */
  readonly branch?: string;
  readonly tag?: string;
  readonly pullRequest?: number;
  /** Who opened the pull request, or pushed. */
  readonly author?: { readonly login?: string; readonly isBot: boolean };
  readonly isFork: boolean;
}

/** What a payload of GitHub says of it. */
export function triggerSubject(event: string, payload: unknown): TriggerSubject {
  if (event === 'push') return pushed(payload);
  const pull = field(payload, 'pull_request');
  if (event !== 'pull_request' || pull === undefined) return { event, isFork: false };
  const [head, base] = [field(pull, 'head'), field(pull, 'base')];
  const [repository, source] = [field(field(payload, 'repository'), 'id'), field(field(head, 'repo'), 'id')];
  const number = field(pull, 'number');
  return {
    event,
    ...texts({
      action: field(payload, 'action'),
      sha: field(head, 'sha'),
      branch: field(base, 'ref'),
      ref: prefixed('refs/heads/', field(head, 'ref')),
    }),
    ...(typeof number === 'number' && { pullRequest: number }),
    author: authorOf(field(pull, 'user')),
    // The repository of a head may be gone: then it is not this one.
    isFork: source !== repository,
  };
}

function pushed(payload: unknown): TriggerSubject {
  const ref = field(payload, 'ref');
  const isDeleted = field(payload, 'deleted') === true;
  return {
    event: 'push',
    ...texts({
      ref,
      sha: isDeleted ? undefined : field(payload, 'after'),
      branch: without('refs/heads/', ref),
      tag: without('refs/tags/', ref),
    }),
    author: authorOf(field(payload, 'sender')),
    isFork: false,
  };
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
