import { createAppTable } from '../app-tokens/app-table';
import { openDynamoDb, openKms } from '../aws/aws-clients';
import { createGitHub } from '../github/github';
import { readRateLimitDetail } from '../github/rate-limit-line';
import { createRateLimitMeter } from '../github/rate-limit-meter';
import { createTokenTables } from '../installation-tokens/token-tables';
import { requiredVariable } from '../lambda/environment';
import { logRecord } from '../lambda/logger';
import { createRecentlyVended } from './recently-vended';
import { createRateLimitTracking } from './track-rate-limits';

/** Environment that the function needs. */
export interface TrackRateLimitsEnvironment {
  readonly APP_TABLE_NAME: string;
  readonly TOKEN_TABLE_NAME: string;
  readonly TOKEN_KEY_ARN: string;
  readonly RATE_LIMIT_METRICS: string;
}

const variable = requiredVariable<keyof TrackRateLimitsEnvironment>;
const dynamoDb = openDynamoDb();
const deployment = variable('APP_TABLE_NAME');
const tokenTable = { tableName: variable('TOKEN_TABLE_NAME'), wrappingKeyArn: variable('TOKEN_KEY_ARN') };
const { live, seal } = createTokenTables({ dynamoDb, kms: openKms(), ...tokenTable });
const appTable = createAppTable(dynamoDb, deployment);
const detail = readRateLimitDetail(variable('RATE_LIMIT_METRICS'));
const track = createRateLimitTracking({
  recentlyVended: createRecentlyVended({ appTable, live, seal }),
  gitHub: createGitHub(),
  meter: createRateLimitMeter({ deployment, detail, write: logRecord }),
});

/** The schedule's entry. */
export async function handler(_event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<void> {
  await track(() => context.getRemainingTimeInMillis());
}
