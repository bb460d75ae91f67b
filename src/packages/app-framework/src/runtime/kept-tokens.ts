import type { InstallationToken } from './token-source';

/** More tokens than this are never held: those go first that were asked for first. */
const capacity = 10_000;

/**
 * The installation tokens that this process has, under what was asked for, and those that it knows to be dead: one that was reported, and
 * that the deployment replaced, or that was revoked here. However late and under whatever name a dead one arrives, it is not kept.
 */
export function createKeptTokens() {
  const tokens = new Map<string, InstallationToken>();
  const dead = new Map<string, true>();

  return {
    get(key: string): InstallationToken | undefined {
      const token = tokens.get(key);
      return token && !dead.has(token.token) ? token : undefined;
    },

    /** Keeps a token that lives, unless one that lives longer is there: answers need not come in the order of the questions. */
    keep(key: string, token: InstallationToken): void {
      const known = tokens.get(key);
      const outlives = known && !dead.has(known.token) && known.expiresAt > token.expiresAt;
      if (!outlives && !dead.has(token.token)) put(tokens, key, token);
    },

    isDead: (token: string): boolean => dead.has(token),

    bury(token: string): void {
      put(dead, token, true);
    },

    /** The deployment has looked at GitHub: it lives after all. */
    revive(token: string): void {
      dead.delete(token);
    },
  };
}

/** Puts an entry last, and lets the first go where there are too many. */
export function put<Key, Value>(memory: Map<Key, Value>, key: Key, value: Value): void {
  memory.delete(key);
  memory.set(key, value);
  const [oldest] = memory.keys();
  if (memory.size > capacity && oldest !== undefined) memory.delete(oldest);
}
