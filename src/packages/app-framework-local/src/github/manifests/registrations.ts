import type { Account } from '../accounts/accounts';
import type { App } from '../apps/apps';
import type { Secrets } from '../tokens/secrets';
import { randomHex } from '../tokens/token-text';
import type { Clock } from '../world/clock';
import type { Manifest } from './manifest';

/** An App that somebody has been shown, and has not created yet. */
export interface Proposal {
  readonly manifest: Manifest;
  readonly state: string | undefined;
  /** Organisation that is to own it; whoever creates it when absent. */
  readonly organization: Account | undefined;
}

/** What GitHub gives for a code, once. */
export interface Registered {
  readonly app: App;
  readonly name: string;
  readonly pem: string;
  readonly clientSecret: string;
}

/** What is told about an App to whoever wants to install it. */
export interface Listing {
  readonly isPublic: boolean;
  readonly setupUrl: string | undefined;
}

export type Registrations = ReturnType<typeof createRegistrations>;

const codeLifetimeSeconds = 3_600;

/** Apps that are made from manifests: what is proposed, codes that are good once for an hour, and where people are led after an installation. */
export function createRegistrations({ clock, secrets }: { clock: Clock; secrets: Secrets }) {
  const proposals = new Map<string, Proposal>();
  const codes = new Map<string, Registered & { readonly expiresAt: number }>();
  const listings = new Map<App, Listing>();
  return {
    propose(proposal: Proposal): string {
      const id = randomHex(16);
      proposals.set(id, proposal);
      return id;
    },
    proposal: (id: string): Proposal | undefined => proposals.get(id),
    /** A proposal becomes an App once. */
    created(id: string, registered: Registered, listing: Listing): string {
      proposals.delete(id);
      listings.set(registered.app, listing);
      const code = randomHex(20);
      secrets.noteToken(code);
      codes.set(code, { ...registered, expiresAt: clock.milliseconds() + codeLifetimeSeconds * 1000 });
      return code;
    },
    take(code: string): Registered | undefined {
      const found = codes.get(code);
      codes.delete(code);
      return found !== undefined && found.expiresAt > clock.milliseconds() ? found : undefined;
    },
    listingOf: (app: App): Listing => listings.get(app) ?? { isPublic: true, setupUrl: undefined },
  };
}
