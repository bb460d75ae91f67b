import { type HouseEnvironment, requiredVariable } from './environment';

/** The environment that `WebhookIngestion.on` gives a function, and that `webhookHandler` reads. */
export interface WebhookConnectionEnvironment extends HouseEnvironment {
  /** Name of the handler. */
  readonly APP_FRAMEWORK_WEBHOOK_HANDLER: string;
  /** Name of the ledger's table. */
  readonly APP_FRAMEWORK_WEBHOOK_LEDGER: string;
  readonly APP_FRAMEWORK_WEBHOOK_QUEUE_URL: string;
}

/** @throws Error that names the variable which is not set */
export function readWebhookConnection() {
  const variable = requiredVariable<keyof WebhookConnectionEnvironment>;
  return {
    handler: variable('APP_FRAMEWORK_WEBHOOK_HANDLER'),
    tableName: variable('APP_FRAMEWORK_WEBHOOK_LEDGER'),
    queueUrl: variable('APP_FRAMEWORK_WEBHOOK_QUEUE_URL'),
  };
}
