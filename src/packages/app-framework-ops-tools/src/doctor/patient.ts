import type { DeliveryRecords, DeploymentOperations } from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { AppAtGitHub } from './app-at-github';
import type { Figures } from './figures-gauge';

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
