import type { Installation } from '../installations/installations';
import type { Repository } from '../repositories/repositories';
import type { AppPermissions } from '../server/schemas';
import type { Clock } from '../world/clock';

/** GitHub's installation tokens live for one hour. */
export const tokenLifetimeSeconds = 3600;

export interface TokenScope {
  readonly permissions: AppPermissions;
  /** The repositories the token was narrowed to; absent when it reaches all that the installation does. */
  readonly repositories?: readonly Repository[];
}

export interface InstallationToken {
  readonly text: string;
  readonly installation: Installation;
  readonly expiresAt: number;
  readonly scope: TokenScope;
}

export type Tokens = ReturnType<typeof createTokens>;

export function createTokens({ clock }: { clock: Clock }) {
  const live = new Map<string, InstallationToken>();
  return {
    mint(text: string, installation: Installation, scope: TokenScope): InstallationToken {
      const expiresAt = clock.milliseconds() + tokenLifetimeSeconds * 1000;
      const token = { text, installation, expiresAt, scope };
      live.set(text, token);
      return token;
    },
    /** The token of this text, while it is neither expired nor revoked. */
    find(text: string): InstallationToken | undefined {
      const token = live.get(text);
      return token !== undefined && token.expiresAt > clock.milliseconds() ? token : undefined;
    },
    revoke(token: InstallationToken): void {
      live.delete(token.text);
    },
  };
}
