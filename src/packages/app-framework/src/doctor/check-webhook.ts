import type { Check } from './examine';
import type { Look } from './finding';
import { createHook } from './hook-at-github';
import { type Patient, type WebhookDeployment, withoutWebhooks } from './patient';

/** The App posts here. */
export const checkWebhookUrl: Check<Patient> = {
  name: 'webhook-url',
  about: 'the App posts to this deployment',
  async look({ app, webhooks }): Promise<Look> {
    if (!webhooks) return withoutWebhooks;
    const url = await createHook(app).url();
    if (isSameUrl(url, webhooks.webhookUrl)) return {};
    const there = url === undefined || url === '' ? 'no webhook URL' : `the webhook URL ${withoutQuery(url)}`;
    const what = `App ${app.appId} has ${there} at GitHub, and this deployment takes webhooks at ${webhooks.webhookUrl}.`;
    return {
      findings: [{ what, todo: 'Set it, with the secret.', command: setting(app.appId, webhooks) }],
    };
  },
};

/** What GitHub signs with is what the deployment knows: proven by a delivery, for the secret itself is never told. */
export const checkWebhookSecret: Check<Patient> = {
  name: 'webhook-secret',
  about: 'GitHub signs with the secret that the deployment knows',
  async look({ app, webhooks }): Promise<Look> {
    if (!webhooks) return withoutWebhooks;
    const { appId } = app;
    const hook = createHook(app);
    if (!isSameUrl(await hook.url(), webhooks.webhookUrl)) {
      return { unseen: [`App ${appId} posts elsewhere: see webhook-url.`] };
    }
    const { host } = new URL(app.baseUrl);
    for (const attempt of await hook.attempts()) {
      // What another endpoint took is not to be handled here, too: only what is here already is sent again, and comes as a duplicate.
      const known = await webhooks.records.read(`${host}#${appId}#${attempt.deliveryId}`);
      if (known?.source === undefined) continue;
      const sent = await hook.sendAgain(attempt);
      if (sent === undefined) return { unseen: [`GitHub did not send ${attempt.deliveryId} again within a minute.`] };
      if (sent.statusCode === 200) return {};
      const what = `GitHub sent ${attempt.event} ${attempt.deliveryId} of App ${appId} again, and was answered with ${sent.statusCode}.`;
      if (sent.statusCode !== 401) {
        return { findings: [{ what, todo: 'Look at the log of the function receive-webhook.' }] };
      }
      const secret = `${what} GitHub signs with another secret than the deployment knows.`;
      return {
        findings: [{ what: secret, todo: 'Set the one that is stored.', command: setting(appId, webhooks) }],
      };
    }
    return {
      notHere: `GitHub lists no delivery of App ${appId} that came here, so that it could send none again. The next event proves the secret.`,
    };
  },
};

function setting(appId: number, { webhookUrl, operations }: WebhookDeployment): string {
  return `update-webhook-config --app-id ${appId} --webhook-url ${webhookUrl} --webhook-secret-arn ${operations.webhookSecretArn}`;
}

/** Whether two URLs are one, however they are written; queries aside. */
export function isSameUrl(one: string | undefined, other: string): boolean {
  if (one === undefined || !URL.canParse(one) || !URL.canParse(other)) return false;
  return withoutQuery(one) === withoutQuery(other);
}

/** People put tokens into queries. */
function withoutQuery(url: string): string {
  if (!URL.canParse(url)) return url;
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
