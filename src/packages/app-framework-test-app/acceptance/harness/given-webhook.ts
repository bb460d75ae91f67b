import { randomUUID } from 'node:crypto';
import { gitHub } from './local-github';
import { storedWebhookSecret, storeWebhookSecret } from './webhook-secret';
import { webhookUrl } from './webhook-url';

export interface GivenWebhook {
  readonly secret: string;
  readonly takeAway: () => Promise<void>;
}

/** Has the deployment take webhooks of these Apps only, under a secret of their own. Answers the secret, and how that is undone. */
export async function givenWebhook(...appIds: readonly number[]): Promise<GivenWebhook> {
  const secret = randomUUID();
  const before = await storedWebhookSecret();
  await storeWebhookSecret(JSON.stringify(Object.fromEntries(appIds.map((appId) => [appId, secret]))));
  for (const appId of appIds) await gitHub.setWebhook(appId, { url: webhookUrl(), secret });
  return { secret, takeAway: () => storeWebhookSecret(before) };
}
