import type { DeliveryRecords } from '../deliveries/delivery-records-table';
import type { DeploymentOperations } from '../deliveries/deployment-operations';
import type { AppAtGitHub } from './app-at-github';
import type { Figures } from './figures';

/** A deployment that takes webhooks, as it is looked at. */
export interface WebhookDeployment {
  readonly records: DeliveryRecords;
  readonly operations: DeploymentOperations;
  readonly figures: Figures;
  /** What Apps are to have as their webhook URL. */
  readonly webhookUrl: string;
  readonly now: () => Date;
}

/** An App of a deployment, as it is looked at. */
export interface Patient {
  readonly app: AppAtGitHub;
  /** Absent where the deployment takes no webhooks. */
  readonly webhooks: WebhookDeployment | undefined;
  readonly now: () => Date;
}

/** What the checks of webhooks say where there are none. */
export const withoutWebhooks = { notHere: 'This deployment takes no webhooks.' };
