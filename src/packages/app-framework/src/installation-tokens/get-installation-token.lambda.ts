import { serveOperation } from '../api/serve-operation';
import { type CeilingEnvironment, openCallerCeilings } from '../ceilings/open-ceilings';
import { requiredVariable } from '../lambda/environment';
import { createGetInstallationToken } from './installation-token';
import { type InstallationTokensEnvironment, openInstallationTokens } from './open-installation-tokens';
import { createRevokeInstallationTokens } from './revoke-installation-tokens';
import { createTokenCache } from './token-cache';
import { readTokenSharing } from './token-cache-key';

/** Environment that the functions need. */
export interface GetInstallationTokenEnvironment extends InstallationTokensEnvironment, CeilingEnvironment {
  readonly TOKEN_SHARING: string;
}

const variable = requiredVariable<keyof GetInstallationTokenEnvironment>;
const { dynamoDb, tokenTableName, appTokens, atGitHub, finder, store, unrecorded } = openInstallationTokens();
const tokens = createTokenCache({ ...store, unrecorded, test: atGitHub.test });
const sharing = readTokenSharing(variable('TOKEN_SHARING'));
const ceilings = openCallerCeilings({ dynamoDb, tableName: tokenTableName, variable });

export const handler = serveOperation(
  'GetInstallationToken',
  createGetInstallationToken({ appTokens, finder, atGitHub, tokens, sharing, ceilings }),
);

/** The other function of this code: its role may read which tokens there are, and take them away, and may make none. */
export const revoke = serveOperation(
  'RevokeInstallationTokens',
  createRevokeInstallationTokens({ appTokens, finder, atGitHub, unrecorded, ...store }),
);
