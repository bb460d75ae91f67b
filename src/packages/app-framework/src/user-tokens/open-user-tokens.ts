import { createGitHub } from '../github/github';
import { createGitHubOAuth } from '../github/oauth';
import { requiredVariable } from '../lambda/environment';
import { logInfo } from '../lambda/logger';
import { createSecretReader } from '../webhook-secrets/stored-secret';
import { createAsks } from './asks-table';
import { createFreshPair } from './fresh-pair';
import { createPairCipher } from './pair-keys';
import { createSealPair } from './seal-pair';
import { createClientSecrets, parseSignInApps } from './sign-in-apps';
import { createUserTokens } from './user-tokens-table';

/** Environment of the functions that may open pairs. */
export interface UserTokensEnvironment {
  readonly USER_TOKENS_TABLE_NAME: string;
  readonly USER_TOKENS_KEY_ARN: string;
  readonly AUTH_STATE_TABLE_NAME: string;
  /** JSON of the list of Apps with their clients. */
  readonly SIGN_IN_APPS: string;
  /** Base URL of the pages, with a slash at its end. */
  readonly SIGN_IN_URL: string;
}

/** What works on the pairs of people, made of the environment. */
export function openUserTokens() {
  const variable = requiredVariable<keyof UserTokensEnvironment>;
  const tableName = variable('USER_TOKENS_TABLE_NAME');
  const table = createUserTokens({ tableName });
  const cipher = createPairCipher({ keyArn: variable('USER_TOKENS_KEY_ARN'), tableName });
  const sealPair = createSealPair({ cipher });
  const oauth = createGitHubOAuth();
  const secretOf = createClientSecrets({
    read: (secretArn, remainingMilliseconds) => createSecretReader({ secretArn })(remainingMilliseconds),
  });
  return {
    tableName,
    authStateTableName: variable('AUTH_STATE_TABLE_NAME'),
    apps: parseSignInApps(variable('SIGN_IN_APPS')),
    baseUrl: variable('SIGN_IN_URL'),
    table,
    cipher,
    sealPair,
    oauth,
    secretOf,
    gitHub: createGitHub({ write: logInfo }),
    asks: createAsks({ tableName: variable('AUTH_STATE_TABLE_NAME') }),
    freshPair: createFreshPair({ table, cipher, sealPair, oauth, secretOf }),
  };
}
