import { type AppTokensEnvironment, openAppTokens } from '../app-tokens/open-app-tokens';
import { createGitHub } from '../github/github';
import { readRateLimitDetail } from '../github/rate-limit-line';
import { createRateLimitMeter } from '../github/rate-limit-meter';
import { createTokenTables } from '../installation-tokens/token-tables';
import { requiredVariable } from '../lambda/environment';
import { logInfo, logRecord } from '../lambda/logger';
import { createRecentlyVended } from './recently-vended';

/** Environment that the function needs. */
export interface TrackRateLimitsEnvironment extends AppTokensEnvironment {
  readonly TOKEN_TABLE_NAME: string;
  readonly TOKEN_KEY_ARN: string;
  readonly RATE_LIMIT_METRICS: string;
}

/** Tokens that were handed out, GitHub, and the meter that writes what they have left. */
export function openRateLimits() {
  const variable = requiredVariable<keyof TrackRateLimitsEnvironment>;
  const { dynamoDb, kms, appTableName: deployment, appTable } = openAppTokens();
  const tokenTable = { tableName: variable('TOKEN_TABLE_NAME'), wrappingKeyArn: variable('TOKEN_KEY_ARN') };
  const { live, seal } = createTokenTables({ dynamoDb, kms, ...tokenTable });
  const detail = readRateLimitDetail(variable('RATE_LIMIT_METRICS'));
  return {
    recentlyVended: createRecentlyVended({ appTable, live, seal }),
    gitHub: createGitHub({ write: logInfo }),
    meter: createRateLimitMeter({ deployment, detail, write: logRecord }),
  };
}
