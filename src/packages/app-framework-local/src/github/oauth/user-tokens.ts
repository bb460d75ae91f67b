import type { Account, Person } from '../accounts/accounts';
import type { App } from '../apps/apps';
import type { Secrets } from '../tokens/secrets';
import { randomLetters } from '../tokens/token-text';
import type { Clock } from '../world/clock';
import { createIdSequence } from '../world/id-sequence';

/** 8 hours, and 6 months as GitHub counts them. */
export const accessLifetimeSeconds = 28_800;
export const refreshLifetimeSeconds = 15_897_600;

export type Flow = 'web' | 'device';

/** What an App holds to act for somebody: an access token and, where tokens expire, what makes the next. */
export interface UserToken {
  readonly id: number;
  readonly app: App;
  readonly user: Account;
  /** A pair of the device flow is refreshed without the client secret. */
  readonly flow: Flow;
  readonly createdAt: number;
  readonly text: string;
  readonly expiresAt: number | undefined;
  readonly refresh: { readonly text: string; readonly expiresAt: number } | undefined;
  /** Used, replaced or revoked: neither half works any more. */
  isEnded: boolean;
  /** What came of its refresh token. */
  next: UserToken | undefined;
}

/** A refresh token that was used before is told apart from one that is unknown or too old. */
export type Refreshed = { readonly next: UserToken } | { readonly refused: 'unknown' | 'expired' | 'reused' };

/** Whose it is, and through which App. */
export interface Holder {
  readonly app: App;
  readonly user: Person;
}

export type Asked = Pick<UserToken, 'app' | 'user' | 'flow'>;

export type UserTokens = ReturnType<typeof createUserTokens>;

/** The tokens of people. Whom they let act is asked anew with each request. */
export function createUserTokens({ clock, secrets }: { clock: Clock; secrets: Secrets }) {
  const ids = createIdSequence(4_800_000_001);
  const byAccess = new Map<string, UserToken>();
  const byRefresh = new Map<string, UserToken>();
  const authorized = new Map<App, Set<number>>();

  function write(prefix: 'ghu' | 'ghr', length: number): string {
    const text = `${prefix}_${randomLetters(length)}`;
    secrets.noteToken(text);
    return text;
  }

  function make({ app, user, flow }: Asked): UserToken {
    const now = clock.milliseconds();
    const expires = app.oauth.expiresTokens;
    const token: UserToken = {
      id: ids.take(),
      app,
      user,
      flow,
      createdAt: now,
      text: write('ghu', 36),
      expiresAt: expires ? now + accessLifetimeSeconds * 1000 : undefined,
      refresh: expires ? { text: write('ghr', 76), expiresAt: now + refreshLifetimeSeconds * 1000 } : undefined,
      isEnded: false,
      next: undefined,
    };
    byAccess.set(token.text, token);
    if (token.refresh !== undefined) byRefresh.set(token.refresh.text, token);
    return token;
  }

  /** All that came of it ends with it: somebody else may hold the newest. */
  function endFamily(token: UserToken): void {
    for (let one: UserToken | undefined = token; one !== undefined; one = one.next) one.isEnded = true;
  }

  const held = ({ app, user }: Holder) =>
    [...byAccess.values()].filter((one) => one.app === app && one.user.id === user.id);

  return {
    /** The first one of a person for an App is that person's authorization. */
    issue(asked: Asked): UserToken {
      authorized.set(asked.app, (authorized.get(asked.app) ?? new Set<number>()).add(asked.user.id));
      return make(asked);
    },
    isAuthorized: ({ app, user }: Holder): boolean => authorized.get(app)?.has(user.id) ?? false,
    /** While it is neither expired nor ended. */
    find(text: string): UserToken | undefined {
      const token = byAccess.get(text);
      if (token === undefined || token.isEnded) return undefined;
      return token.expiresAt === undefined || token.expiresAt > clock.milliseconds() ? token : undefined;
    },
    byRefreshToken: (text: string): UserToken | undefined => byRefresh.get(text),
    /** The old pair ends with it. One that is used twice ends what came of it. */
    refresh(token: UserToken): Refreshed {
      if (token.next !== undefined) {
        endFamily(token);
        return { refused: 'reused' };
      }
      if (token.isEnded || token.refresh === undefined) return { refused: 'unknown' };
      if (token.refresh.expiresAt <= clock.milliseconds()) return { refused: 'expired' };
      token.isEnded = true;
      token.next = make(token);
      return { next: token.next };
    },
    end(token: UserToken): void {
      token.isEnded = true;
    },
    /** Ends all that the App holds for the person, who will be asked again. */
    revoke(holder: Holder): void {
      for (const token of held(holder)) token.isEnded = true;
      authorized.get(holder.app)?.delete(holder.user.id);
    },
    ofApp: (app: App): readonly UserToken[] => [...byAccess.values()].filter((one) => one.app === app),
  };
}
