import { requiredVariable } from '../lambda/environment';
import { createRoleOf } from './actors-table';
import { createGetUserToken } from './get-user-token';
import { openUserTokens, type UserTokensEnvironment } from './open-user-tokens';
import { createRevokeUser } from './revoke-user';
import { createSenderOf } from './senders-table';
import { serveUserToken } from './serve-user-token';

/** Environment that both functions need. */
export interface GetUserTokenEnvironment extends UserTokensEnvironment {
  /** Ledger of deliveries, which says who sent them, and under which role each handler runs. */
  readonly LEDGER_TABLE_NAME: string;
}

const userTokens = openUserTokens();
const ledgerName = requiredVariable<keyof GetUserTokenEnvironment>('LEDGER_TABLE_NAME');
const [senderOf, roleOf] = [createSenderOf({ ledgerName }), createRoleOf({ ledgerName })];
const revokeUser = createRevokeUser(userTokens);

export const handler = serveUserToken(createGetUserToken({ ...userTokens, senderOf, roleOf }));

/** What `revoke-user` of the command line starts, in a function and under a role of its own. */
export const revoke = (event: unknown, context: { getRemainingTimeInMillis(): number }) =>
  revokeUser(event, () => context.getRemainingTimeInMillis());
