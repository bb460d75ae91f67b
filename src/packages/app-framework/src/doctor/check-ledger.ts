import { many } from '../lambda/many';
import type { Check } from './examine';
import type { Finding, Look } from './finding';
import type { WebhookDeployment } from './patient';

const minute = 60_000;
const hour = 60 * minute;
const mostMinutes = 15;
/** What handlers gave up earlier is told, and is no fault of today: for some of it there is nothing to be done any more. */
const parkedHours = 24;
/** They run every 5 minutes. */
const silenceMinutes = 30;
/** So many rows tell enough. */
const mostRows = 100;
const oldest = new Date(0);

/** What was taken is published and handled, by the ledger and by those who compare it. */
export const checkLedger: Check<WebhookDeployment> = {
  name: 'ledger',
  about: 'what was taken is published and handled, and what GitHub lists is here',
  async look(deployment): Promise<Look> {
    const { lately, earlier } = await parked(deployment);
    const { findings, silent } = await differences(deployment);
    const { operations, now } = deployment;
    const isNew =
      operations.since !== undefined && now().getTime() - operations.since.getTime() < silenceMinutes * minute;
    const notes = [
      ...(isNew && silent.length > 0 ? ['The deployment is new, and not all that runs by a schedule has begun.'] : []),
      ...(earlier > 0
        ? [
            `${several(earlier)} parked since more than ${parkedHours} hours: redrive what is still worth it, see deliveries list --handler-state parked.`,
          ]
        : []),
    ];
    return {
      findings: [...(await unpublished(deployment)), ...lately, ...findings, ...(isNew ? [] : silent)],
      ...(notes.length > 0 && { note: notes.join(' ') }),
    };
  },
};

async function unpublished({ records, now }: WebhookDeployment): Promise<Finding[]> {
  const stuck = new Date(now().getTime() - mostMinutes * minute);
  const rows = records.search({ since: oldest, until: stuck, order: 'oldest first', open: 'received' });
  let count = 0;
  for await (const _row of rows) {
    count += 1;
    if (count === mostRows) break;
  }
  if (count === 0) return [];
  const what = `${several(count)} taken more than ${mostMinutes} minutes ago and not published.`;
  const todo = 'Publish at once, and see what fails in the log of recover-deliveries.';
  return [{ what, todo, command: 'deliveries recover' }];
}

async function parked({ records, now }: WebhookDeployment): Promise<{ lately: Finding[]; earlier: number }> {
  const until = now();
  const since = new Date(until.getTime() - parkedHours * hour).toISOString();
  let [late, earlier] = [0, 0];
  const rows = records.search({ since: oldest, until, order: 'newest first', open: 'parked' });
  for await (const { works, receivedAt } of rows) {
    const gaveUp = works.filter(({ state }) => state === 'parked').map(({ lastSeenAt = receivedAt }) => lastSeenAt);
    if (gaveUp.some((time) => time >= since)) late += 1;
    else earlier += 1;
    if (late + earlier === mostRows) break;
  }
  if (late === 0) return { lately: [], earlier };
  const what = `${several(late)} parked: a handler gave up within the last ${parkedHours} hours.`;
  const todo = 'See why, mend it, and redrive them.';
  return { lately: [{ what, todo, command: 'deliveries list --handler-state parked' }], earlier };
}

async function differences({ figures, records, operations }: WebhookDeployment): Promise<Differences> {
  const figureOf = (metric: string) =>
    figures({
      namespace: 'AppFrameworkWebhooks',
      metric,
      dimension: ['Ledger', records.tableName],
      minutes: silenceMinutes,
    });
  const [findings, silent]: [Finding[], Finding[]] = [[], []];
  if ((await figureOf('OldestUnpublished')) === undefined)
    silent.push(silence('recover-deliveries', 'what was taken is published'));
  const missing = await figureOf('MissingEvents');
  if (missing === undefined) silent.push(silence('balance-deliveries', 'published events are handled'));
  else if (missing > 0) {
    const what = `${many(missing, 'published event was', 'published events were')} neither done nor parked, and in no queue, within the last ${silenceMinutes} minutes.`;
    const todo =
      'They are sent again by themselves: see "event is missing at its handler" in the log of balance-deliveries.';
    findings.push({ what, todo, command: 'deliveries list --handler-state waiting' });
  }
  if (operations.sweepFunction === undefined) return { findings, silent };
  const lacking = await figureOf('MissingDeliveries');
  if (lacking === undefined) silent.push(silence('sweep-deliveries', 'what GitHub lists is here'));
  else if (lacking > 0) {
    const what = `${many(lacking, 'delivery that GitHub lists was', 'deliveries that GitHub lists were')} missing within the last ${silenceMinutes} minutes.`;
    const todo = 'Have them fetched; see "could not be recovered" in the log of sweep-deliveries.';
    findings.push({ what, todo, command: 'deliveries recover' });
  }
  return { findings, silent };
}

interface Differences {
  readonly findings: readonly Finding[];
  /** That nobody compares. */
  readonly silent: readonly Finding[];
}

function silence(functionName: string, looksWhether: string): Finding {
  return {
    what: `The function ${functionName}, which looks whether ${looksWhether}, has reported nothing for ${silenceMinutes} minutes.`,
    todo: 'Look at its schedule and its log.',
  };
}

function several(count: number): string {
  if (count === 1) return '1 delivery is';
  return `${count === mostRows ? `${mostRows} or more` : count} deliveries are`;
}
