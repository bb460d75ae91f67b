import type { Clock } from '../world/clock';

/** One request for a token and what came of it, without anything secret. */
export interface TokenRequest {
  readonly clientId: string;
  readonly grantType: string;
  /** `token`, or the error that was answered. */
  readonly outcome: string;
  /** ISO 8601, by the local GitHub's clock. */
  readonly at: string;
}

export type TokenRequests = ReturnType<typeof createTokenRequests>;

/** What was asked of the token endpoint, in the order in which it was: the address alone does not tell. */
export function createTokenRequests({ clock }: { clock: Clock }) {
  const requests: TokenRequest[] = [];
  return {
    note: (asked: Omit<TokenRequest, 'at'>): void =>
      void requests.push({ ...asked, at: new Date(clock.milliseconds()).toISOString() }),
    all: (): readonly TokenRequest[] => requests,
  };
}
