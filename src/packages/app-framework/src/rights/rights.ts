import { createShortMemory } from '../lambda/short-memory';
import { askMembership } from './membership';
import { askPermission } from './permission';

/** Rights in a repository, each with all before it (https://docs.github.com/en/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles/repository-roles-for-an-organization). */
export const permissions = ['read', 'triage', 'write', 'maintain', 'admin'] as const;
/** One of `permissions`. */
export type Permission = (typeof permissions)[number];

/** What a question to GitHub may reach: as little as it takes. */
export interface QuestionScope {
  readonly repositoryIds?: readonly number[];
  readonly permissions: Readonly<Record<string, 'read'>>;
}

/** One look at GitHub, as the installation, with a token of this scope. Redirects are answered, not followed. */
export interface GitHubQuestion {
  readonly path: string;
  readonly scope: QuestionScope;
}

/**
 * GitHub's answer; `no-token` where no token of that scope is to be had. What may succeed later, such as a rate limit or a 5xx, is thrown.
 */
export type GitHubReply =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: unknown;
      /** Of a 404: whether the token was cut down to repositories that the question did not name. */
      readonly reach?: 'some repositories' | 'all that is installed';
    }
  | { readonly kind: 'no-token'; readonly reason: string };

export type AskGitHub = (question: GitHubQuestion) => Promise<GitHubReply>;

/** Somebody, somewhere. */
export interface RightsQuestion {
  /** Tells hosts, Apps and installations apart. */
  readonly realm: string;
  readonly person: { readonly id: number; readonly login: string };
  readonly repository: {
    readonly id: number;
    readonly name: string;
    readonly owner: { readonly login: string; readonly type: 'Organization' | 'User' };
  };
  readonly permission: Permission;
  /** `fresh` asks GitHub anew; `remembered` takes what was found within a minute. */
  readonly age: 'fresh' | 'remembered';
  readonly ask: AskGitHub;
}

/** `reason` is for the operator's log, and for nobody else. */
export type RightsVerdict =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'refused'; readonly reason: string }
  /** GitHub does not tell: the App lacks a permission. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** What GitHub says somebody may do. */
export type Standing<Value> =
  | { readonly kind: 'known'; readonly value: Value }
  | { readonly kind: 'unknown'; readonly reason: string };

const lifetimeMilliseconds = 60_000;

/**
 * Judges what people may do by GitHub alone: first by their permission in the repository, then, where an organisation owns it, by their
 * membership there. Whoever lacks the permission costs one request.
 */
export function createRights({ now = () => new Date() }: { readonly now?: () => Date } = {}) {
  const grants = createShortMemory<readonly Permission[]>({ lifetimeMilliseconds, now });
  const memberships = createShortMemory<boolean>({ lifetimeMilliseconds, now });

  return async function judge(question: RightsQuestion): Promise<RightsVerdict> {
    const { realm, person, repository, permission, age, ask } = question;
    const { owner } = repository;
    const granted = await known(grants, `${realm} ${repository.id} ${person.id}`, () => askPermission(question));
    if (granted.kind === 'unknown') return granted;
    if (!granted.value.includes(permission)) {
      return { kind: 'refused', reason: `has no ${permission} permission there` };
    }
    if (owner.type === 'User') return { kind: 'allowed' };
    const place = `${realm} ${owner.login.toLowerCase()} ${person.id}`;
    const member = await known(memberships, place, () => askMembership({ person, owner, ask }));
    if (member.kind === 'unknown') return member;
    return member.value ? { kind: 'allowed' } : { kind: 'refused', reason: `is no member of ${owner.login}` };

    async function known<Value>(
      memory: ReturnType<typeof createShortMemory<Value>>,
      key: string,
      look: () => Promise<Standing<Value>>,
    ): Promise<Standing<Value>> {
      const remembered = age === 'remembered' ? memory.recall(key) : undefined;
      if (remembered !== undefined) return { kind: 'known', value: remembered };
      const standing = await look();
      if (standing.kind === 'known') memory.remember(key, standing.value);
      else memory.forget(key);
      return standing;
    }
  };
}

export type JudgeRights = ReturnType<typeof createRights>;
