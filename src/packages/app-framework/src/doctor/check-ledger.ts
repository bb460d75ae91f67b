import type { Check } from './examine';
import type { Finding, Look } from './finding';
import type { WebhookDeployment } from './patient';

const minute = 60_000;
const mostMinutes = 15;
/** Both run every 5 minutes. */
const silenceMinutes = 30;
/** So many rows tell enough. */
const mostRows = 100;
const oldest = new Date(0);

/** What was taken is published and handled, by the ledger and by those who compare it. */
export const checkLedger: Check<WebhookDeployment> = {
  name: 'ledger',
  about: 'what was taken is published and handled, and what GitHub lists is here',
  async look(deployment): Promise<Look> {
    const findings = [...(await openRows(deployment)), ...(await differences(deployment))];
    return { findings };
  },
};

async function openRows({ records, now }: WebhookDeployment): Promise<Finding[]> {
  const until = now();
  const findings: Finding[] = [];
  const stuck = new Date(until.getTime() - mostMinutes * minute);
  const unpublished = await counted(
    records.search({ since: oldest, until: stuck, order: 'oldest first', open: 'received' }),
  );
  if (unpublished > 0) {
    const what = `${several(unpublished)} taken more than ${mostMinutes} minutes ago and not published.`;
    findings.push({
      what,
      todo: 'Publish at once, and see what fails in the log of recover-deliveries.',
      command: 'deliveries recover',
    });
  }
  const parked = await counted(records.search({ since: oldest, until, order: 'newest first', open: 'parked' }));
  if (parked > 0) {
    const what = `${several(parked)} parked: a handler gave up.`;
    const todo = 'See why, mend it, and redrive them.';
    findings.push({ what, todo, command: 'deliveries list --handler-state parked' });
  }
  return findings;
}

async function differences({ figures, records, operations }: WebhookDeployment): Promise<Finding[]> {
  const figureOf = (metric: string) =>
    figures({
      namespace: 'AppFrameworkWebhooks',
      metric,
      dimension: ['Ledger', records.tableName],
      minutes: silenceMinutes,
    });
  const findings: Finding[] = [];
  const missing = await figureOf('MissingEvents');
  if (missing === undefined) findings.push(silent('balance-deliveries', 'published events are handled'));
  else if (missing > 0) {
    const what = `${missing} published events were neither done nor parked, and in no queue, within the last ${silenceMinutes} minutes.`;
    const todo =
      'They are sent again by themselves: see "event is missing at its handler" in the log of balance-deliveries.';
    findings.push({ what, todo, command: 'deliveries list --handler-state waiting' });
  }
  if (operations.sweepFunction === undefined) return findings;
  const lacking = await figureOf('MissingDeliveries');
  if (lacking === undefined) findings.push(silent('sweep-deliveries', 'what GitHub lists is here'));
  else if (lacking > 0) {
    const what = `${lacking} deliveries that GitHub lists were missing within the last ${silenceMinutes} minutes.`;
    const todo = 'Have them fetched; see "could not be recovered" in the log of sweep-deliveries.';
    findings.push({ what, todo, command: 'deliveries recover' });
  }
  return findings;
}

function silent(functionName: string, looksWhether: string): Finding {
  return {
    what: `The function ${functionName}, which looks whether ${looksWhether}, has reported nothing for ${silenceMinutes} minutes.`,
    todo: 'A deployment of minutes ago has not begun. Otherwise look at its schedule and its log.',
  };
}

async function counted(rows: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _row of rows) {
    count += 1;
    if (count === mostRows) break;
  }
  return count;
}

function several(count: number): string {
  if (count === 1) return '1 delivery is';
  return `${count === mostRows ? `${mostRows} or more` : count} deliveries are`;
}
