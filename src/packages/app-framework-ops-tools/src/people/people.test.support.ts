import type { ToolWorld } from '../tool-world.test.support';
import { operationsRow, usualOperations } from '../tool-world-ledger.test.support';

export const clientId = 'Iv23liAAAABBBBCCCC';

/** Has the deployment take sign-ins. */
export function givenPeople({ ledger, url }: ToolWorld): void {
  const people = {
    revokeUserFunction: 'revoke',
    userTokensTable: 'UserTokens',
    keyArn: 'arn:aws:kms:us-east-1:000000000000:key/people',
    apps: [{ appId: 7, clientId, apiUrl: url }],
  };
  ledger.rows.splice(0, 1, operationsRow({ ...usualOperations, people }));
}
