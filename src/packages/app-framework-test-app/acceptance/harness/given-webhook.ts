import { randomUUID } from 'node:crypto';
import { eventually } from './eventually';
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
  await untilReceiversKnow(appId);
  return { secret, takeAway: () => storeWebhookSecret(before) };
}

/** More at once than the local AWS has processes of a function, so that each of them is asked. */
const pingsAtOnce = 8;

/** Each process of the receiver may have read the secrets a moment ago, for other tests, and reads them again after 10 seconds. */
export async function untilReceiversKnow(appId: number): Promise<void> {
  const ping = () => gitHub.postWebhookAndWait(appId, { event: 'ping', payload: {} });
  await eventually({ what: 'the receivers to know the secret', seconds: 60 }, async () => {
    const answers = await Promise.all(Array.from({ length: pingsAtOnce }, ping));
    return answers.every((listed) => listed?.statusCode === 200) || undefined;
  });
}
