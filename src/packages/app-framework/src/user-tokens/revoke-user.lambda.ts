import { openUserTokens, type UserTokensEnvironment } from './open-user-tokens';
import { createRevokeUser } from './revoke-user';

/** Environment that the function needs. */
export type RevokeUserEnvironment = UserTokensEnvironment;

const revokeUser = createRevokeUser(openUserTokens());

export const handler = (event: unknown, context: { getRemainingTimeInMillis(): number }) =>
  revokeUser(event, () => context.getRemainingTimeInMillis());
