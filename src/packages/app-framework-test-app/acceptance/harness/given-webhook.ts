import { randomUUID } from 'node:crypto';
import { gitHub } from './local-github';
import { storedWebhookSecret, storeWebhookSecret } from './webhook-secret';
import { webhookUrl } from './webhook-url';

export interface GivenWebhook {
  readonly secret: string;
  readonly takeAway: () => Promise<void>;
}

/** Has the deployment take webhooks of this App only, under a secret of its own. Answers the secret, and how that is undone. */
export async function givenWebhook(appId: number): Promise<GivenWebhook> {
  const secret = randomUUID();
  const before = await storedWebhookSecret();
  await storeWebhookSecret(JSON.stringify({ [appId]: secret }));
  await gitHub.setWebhook(appId, { url: webhookUrl(), secret });
  return { secret, takeAway: () => storeWebhookSecret(before) };
}
