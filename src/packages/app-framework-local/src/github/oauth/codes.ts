import { createHash } from 'node:crypto';
import type { Account } from '../accounts/accounts';
import type { App } from '../apps/apps';
import type { Secrets } from '../tokens/secrets';
import { randomHex } from '../tokens/token-text';
import type { Clock } from '../world/clock';

const lifetimeSeconds = 600;

/** What a person said yes to. */
export interface Authorized {
  readonly app: App;
  readonly user: Account;
  /** Where the person is sent back to, if the App said so. */
  readonly redirectUri: string | undefined;
  /** SHA-256 of the App's verifier, as PKCE has it. */
  readonly challenge: string | undefined;
}

export type Codes = ReturnType<typeof createCodes>;

/** Codes that are good once, for ten minutes. */
export function createCodes({ clock, secrets }: { clock: Clock; secrets: Secrets }) {
  const codes = new Map<string, Authorized & { readonly expiresAt: number }>();
  return {
    create(authorized: Authorized): string {
      const code = randomHex(10);
      secrets.noteToken(code);
      codes.set(code, { ...authorized, expiresAt: clock.milliseconds() + lifetimeSeconds * 1000 });
      return code;
    },
    /** Another App's code stays as it was; one's own is used up, whatever comes of it. */
    take(code: string, app: App): Authorized | undefined {
      const found = codes.get(code);
      if (found === undefined || found.app !== app) return undefined;
      codes.delete(code);
      return found.expiresAt > clock.milliseconds() ? found : undefined;
    },
  };
}

export function fitsChallenge(challenge: string | undefined, verifier: string | undefined): boolean {
  if (challenge === undefined) return true;
  return verifier !== undefined && createHash('sha256').update(verifier).digest('base64url') === challenge;
}
