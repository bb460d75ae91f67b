import { createGetUserToken } from './get-user-token';
import { openUserTokens, type UserTokensEnvironment } from './open-user-tokens';
import { createRevokeUser } from './revoke-user';
import { serveUserToken } from './serve-user-token';

/** Environment that both functions need. */
export type GetUserTokenEnvironment = UserTokensEnvironment;

const userTokens = openUserTokens();
const revokeUser = createRevokeUser(userTokens);

export const handler = serveUserToken(createGetUserToken(userTokens));

/** What `revoke-user` of the command line starts, in a function and under a role of its own. */
export const revoke = (event: unknown, context: { getRemainingTimeInMillis(): number }) =>
  revokeUser(event, () => context.getRemainingTimeInMillis());
