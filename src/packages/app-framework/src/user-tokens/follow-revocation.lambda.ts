import { askUserToken } from '../as-user/user-token-source';
import { serveEvents } from '../handlers/serve-events';
import { requiredVariable } from '../lambda/environment';
import { createFollowRevocation } from './follow-revocation';
import { parseSignInApps } from './sign-in-apps';
import { createUserTokens } from './user-tokens-table';

/** Environment that the function needs, besides that of every handler. */
export interface FollowRevocationEnvironment {
  readonly USER_TOKENS_TABLE_NAME: string;
  readonly SIGN_IN_APPS: string;
  /** URL of `get-user-token`. */
  readonly APP_FRAMEWORK_USER_TOKEN_ENDPOINT: string;
}

const variable = requiredVariable<keyof FollowRevocationEnvironment>;

export const handler = serveEvents(
  createFollowRevocation({
    apps: parseSignInApps(variable('SIGN_IN_APPS')),
    table: createUserTokens({ tableName: variable('USER_TOKENS_TABLE_NAME') }),
    ask: askUserToken(variable('APP_FRAMEWORK_USER_TOKEN_ENDPOINT')),
  }),
);
