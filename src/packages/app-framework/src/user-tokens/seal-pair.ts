import { randomUUID } from 'node:crypto';
import type { PairToStore } from './pair-item';
import type { PairCipher } from './pair-keys';
import type { SignInApp } from './sign-in-apps';
import type { OpenPair } from './user-pair';

export interface PairToSeal {
  readonly app: SignInApp;
  readonly userId: number;
  readonly pair: OpenPair;
}

export type SealPair = ReturnType<typeof createSealPair>;

/** Makes of a pair what may be kept, under a version of its own. */
export function createSealPair({
  cipher,
  now = () => new Date(),
  newVersion = randomUUID,
}: {
  readonly cipher: PairCipher;
  readonly now?: () => Date;
  readonly newVersion?: () => string;
}) {
  /** @throws AwsCallError */
  return async function sealPair(
    { app, userId, pair }: PairToSeal,
    remainingMilliseconds: () => number,
  ): Promise<PairToStore> {
    const whose = { host: app.host, clientId: app.clientId, userId };
    const { accessToken, refreshToken, scopes, ...rest } = pair;
    const [sealedAccess, sealedRefresh] = await Promise.all([
      cipher.seal(whose, 'access', accessToken, remainingMilliseconds),
      refreshToken === undefined ? undefined : cipher.seal(whose, 'refresh', refreshToken, remainingMilliseconds),
    ]);
    const stored = {
      ...rest,
      version: newVersion(),
      sealedAccess,
      ...(sealedRefresh !== undefined && { sealedRefresh }),
      storedAt: now().getTime(),
      lastUsed: now().getTime(),
    };
    return { whose, appId: app.appId, pair: stored, scopes };
  };
}
