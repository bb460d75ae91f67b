import { appPages } from '../setup/converted-app';
import type { Check } from './examine';
import type { Look } from './finding';
import { type Patient, withoutWebhooks } from './patient';

const patienceMilliseconds = 10_000;

/** GitHub leads people back to this deployment. It has no API that tells, so it is asked as a browser would. */
export const checkCallback: Check<Patient> = {
  name: 'callback-url',
  about: 'GitHub leads people who sign in back to this deployment',
  async look({ app, webhooks }): Promise<Look> {
    if (!webhooks) return withoutWebhooks;
    const { people, callbackUrl } = webhooks.operations;
    const client = people?.apps.find(({ appId }) => appId === app.appId);
    if (!client || callbackUrl === undefined) return { notHere: `Nobody signs in to App ${app.appId} here.` };
    const { origin } = appPages(app.baseUrl);
    const link = `${origin}/login/oauth/authorize?${new URLSearchParams({ client_id: client.clientId, redirect_uri: callbackUrl })}`;
    const answer = await fetch(link, { redirect: 'manual', signal: AbortSignal.timeout(patienceMilliseconds) });
    const back = answer.headers.get('location') ?? '';
    const isRefused = /[?&]error=redirect_uri_mismatch\b/.test(back);
    if (!isRefused && answer.status < 400) {
      return { note: `GitHub may tell only who is signed in. To be sure, open ${link}` };
    }
    // Such as 429, where too many ask: it says nothing of the client id.
    if (!isRefused && answer.status !== 404) return { unseen: [`${origin} answered with ${answer.status}.`] };
    const what = isRefused
      ? `App ${app.appId} does not have the callback URL ${callbackUrl} at GitHub.`
      : `GitHub does not let people sign in with the client id ${client.clientId} of App ${app.appId}: it answered with ${answer.status}.`;
    const todo = 'The App’s owner sets client id and callback URL right: GitHub has no API for either.';
    return { findings: [{ what, todo, link: `${origin}/settings/apps` }] };
  },
};
