import { createGitHub } from '../github/github';
import { requiredVariable } from '../lambda/environment';
import { createTokenSource } from '../runtime/token-source';
import { createPayloadArchive } from '../webhooks/payload-archive';
import { createAppLimits } from './app-limits';
import { createListedDeliveries } from './listed-deliveries';
import { openPublishing } from './open-publishing';
import { reportSweep } from './recovery-metric';
import { createSweepDeliveries } from './sweep-deliveries';
import { createSweepTable } from './sweep-table';
import { parseSweptApps } from './swept-apps';

/** Environment that the function needs. */
export interface SweepDeliveriesEnvironment {
  readonly LEDGER_TABLE_NAME: string;
  readonly PAYLOAD_BUCKET_NAME: string;
  readonly EVENT_BUS_NAME: string;
  readonly INLINE_LIMIT: string;
  /** Apps as JSON, `{"1234": "https://api.github.com"}`. */
  readonly SWEPT_APPS: string;
}

const variable = requiredVariable<keyof SweepDeliveriesEnvironment>;
const tableName = variable('LEDGER_TABLE_NAME');
const { onRateLimit, limitOf } = createAppLimits();
const tokens = createTokenSource();
const gitHub = createGitHub({ onRateLimit });
const sweep = createSweepDeliveries({
  apps: parseSweptApps(variable('SWEPT_APPS')),
  listed: createListedDeliveries({ gitHub, token: async (appId) => (await tokens.appToken({ appId })).token }),
  table: createSweepTable({ tableName }),
  publish: openPublishing(createPayloadArchive({ bucketName: variable('PAYLOAD_BUCKET_NAME') })),
  limitOf,
  report: (figures) => reportSweep(tableName, figures),
});

export const handler = (_event: unknown, context: { getRemainingTimeInMillis(): number }) =>
  sweep(() => context.getRemainingTimeInMillis());
