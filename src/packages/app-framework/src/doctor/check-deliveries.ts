import { forEachAtMost } from '../lambda/for-each-at-most';
import type { Check } from './examine';
import type { Finding, Look } from './finding';
import { attemptsSince, type HookAttempt } from './hook-at-github';
import { type Patient, withoutWebhooks } from './patient';

const minute = 60_000;
/** What is older is GitHub's past. */
const lookBackMinutes = 24 * 60;
/** What failed later may be on its way by the sweep. */
const graceMinutes = 10;
const readsAtOnce = 10;

/** What GitHub delivered lately is here. */
export const checkDeliveries: Check<Patient> = {
  name: 'deliveries',
  about: 'what GitHub sent in the last 24 hours is here',
  async look({ app, webhooks, now }): Promise<Look> {
    if (!webhooks) return withoutWebhooks;
    const { appId, baseUrl } = app;
    const age = ({ deliveredAt }: HookAttempt) => now().getTime() - deliveredAt.getTime();
    const since = new Date(now().getTime() - lookBackMinutes * minute);
    const { attempts: listed, isWhole } = await attemptsSince(app, since);
    const attempts = listed.filter(({ deliveredAt }) => deliveredAt > since);
    const [newest] = attempts;
    if (newest === undefined) return { note: 'GitHub sent nothing in the last 24 hours.' };
    const findings: Finding[] = [];
    const notes: string[] = [];
    if (listed.every(isRefusedPing) && age(newest) < graceMinutes * minute)
      notes.push(
        `GitHub’s first ping of App ${appId} was refused, as it is where an App is registered on a page: it came before the secret was known here. The sweep brings it, and the next event proves the secret.`,
      );
    else if (!isTaken(newest)) {
      const what = `The latest delivery of App ${appId}, ${newest.event} ${newest.deliveryId}, was answered with ${newest.statusCode}.`;
      findings.push({ what, ...whatToDo(newest.statusCode), command: 'deliveries recover' });
    }
    const { host } = new URL(baseUrl);
    const latest = new Map([...attempts].reverse().map((attempt) => [attempt.deliveryId, attempt]));
    const old = [...latest.values()].filter((attempt) => age(attempt) >= graceMinutes * minute);
    const here = new Set<string>();
    await forEachAtMost({ items: old, atOnce: readsAtOnce }, async ({ deliveryId }) => {
      const record = await webhooks.records.read(`${host}#${appId}#${deliveryId}`);
      if (record?.state === 'published' || record?.state === 'recovered') here.add(deliveryId);
    });
    const lacking = old.filter(({ deliveryId }) => !here.has(deliveryId));
    const [first] = lacking;
    if (first) {
      const what = `${lacking.length} of the ${latest.size} latest deliveries of App ${appId} are not here, the oldest of them ${first.event} ${first.deliveryId}, answered with ${first.statusCode} at ${first.deliveredAt.toISOString()}.`;
      findings.push({ what, todo: 'Have them fetched from GitHub.', command: 'deliveries recover' });
    }
    const last = listed.at(-1);
    if (!isWhole && last !== undefined)
      notes.push(
        `Looked at the latest ${listed.length} attempts, which go back to ${last.deliveredAt.toISOString()}: older ones are the sweep’s, see ledger.`,
      );
    return { findings, ...(notes.length > 0 && { note: notes.join(' ') }) };
  },
};

/** GitHub sends it before anybody can know the secret. */
function isRefusedPing({ event, statusCode }: HookAttempt): boolean {
  return event === 'ping' && statusCode === 401;
}

function isTaken({ statusCode }: HookAttempt): boolean {
  return statusCode >= 200 && statusCode < 300;
}

function whatToDo(statusCode: number): Pick<Finding, 'todo'> {
  if (statusCode === 401) return { todo: 'See webhook-secret; then have it fetched.' };
  if (statusCode === 403 || statusCode === 404)
    return { todo: 'See webhook-url, and the firewall; then have it fetched.' };
  if (statusCode === 413) return { todo: 'It is larger than the endpoint takes: have it fetched.' };
  return { todo: 'Look at the log of the function receive-webhook; then have it fetched.' };
}
