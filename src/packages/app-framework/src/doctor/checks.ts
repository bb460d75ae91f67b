import { checkCallback } from './check-callback';
import { checkCertificate } from './check-certificate';
import { checkClock } from './check-clock';
import { checkDeliveries } from './check-deliveries';
import { checkHandMadeHooks } from './check-hand-made-hooks';
import { checkKey } from './check-key';
import { checkLedger } from './check-ledger';
import { checkAcceptance, checkPermissions, checkSuspended } from './check-permissions';
import { checkQueues } from './check-queues';
import { checkQuota } from './check-quota';
import { checkWebhookSecret, checkWebhookUrl } from './check-webhook';
import type { Check } from './examine';
import type { Patient, WebhookDeployment } from './patient';

/** What is looked at of each App, in this order: what the others stand on comes first. */
export const checksOfApp: readonly Check<Patient>[] = [
  checkKey,
  checkClock,
  checkPermissions,
  checkAcceptance,
  checkSuspended,
  checkWebhookUrl,
  checkDeliveries,
  checkWebhookSecret,
  checkHandMadeHooks,
  checkCallback,
  checkQuota,
];

/** What is looked at of the deployment, once for all Apps. */
export const checksOfDeployment: readonly Check<WebhookDeployment>[] = [checkQueues, checkLedger, checkCertificate];
