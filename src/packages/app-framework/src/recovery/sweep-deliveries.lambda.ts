import { createGitHub } from '../github/github';
import { requiredVariable } from '../lambda/environment';
import { createTokenSource } from '../runtime/token-source';
import { createAppIdentities } from '../webhooks/app-identity-table';
import { openPublishing, type PublishingEnvironment } from '../webhooks/open-publishing';
import { createPayloadArchive } from '../webhooks/payload-archive';
import { createAppLimits } from './app-limits';
import { createCheckHookUrl } from './hook-url';
import { createLearnApp } from './learn-app';
import { createListedDeliveries } from './listed-deliveries';
import { openSweptApps, type SweptAppsEnvironment } from './open-swept-apps';
import { reportSweep } from './recovery-metric';
import { createSweepDeliveries } from './sweep-deliveries';
import { createSweepTable } from './sweep-table';

/** Environment that the function needs. */
export interface SweepDeliveriesEnvironment extends PublishingEnvironment, SweptAppsEnvironment {
  readonly PAYLOAD_BUCKET_NAME: string;
  /** Where Apps are to post to. */
  readonly WEBHOOK_URL: string;
}

const variable = requiredVariable<keyof SweepDeliveriesEnvironment>;
const tableName = variable('LEDGER_TABLE_NAME');
const { onRateLimit, limitOf } = createAppLimits();
const tokens = createTokenSource();
const gitHub = createGitHub({ onRateLimit });
const token = async (appId: number) => (await tokens.appToken({ appId })).token;
const sweep = createSweepDeliveries({
  sweptApps: openSweptApps(),
  listed: createListedDeliveries({ gitHub, token }),
  learn: createLearnApp({ gitHub, token, identities: createAppIdentities({ tableName }) }),
  checkHookUrl: createCheckHookUrl({ gitHub, token, webhookUrl: variable('WEBHOOK_URL') }),
  table: createSweepTable({ tableName }),
  publish: openPublishing(createPayloadArchive({ bucketName: variable('PAYLOAD_BUCKET_NAME') })),
  limitOf,
  report: (figures) => reportSweep(tableName, figures),
});

export const handler = (_event: unknown, context: { getRemainingTimeInMillis(): number }) =>
  sweep(() => context.getRemainingTimeInMillis());
