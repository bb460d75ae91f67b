import { createGetUserToken } from './get-user-token';
import { openUserTokens, type UserTokensEnvironment } from './open-user-tokens';
import { serveUserToken } from './serve-user-token';

/** Environment that the function needs. */
export type GetUserTokenEnvironment = UserTokensEnvironment;

export const handler = serveUserToken(createGetUserToken(openUserTokens()));
