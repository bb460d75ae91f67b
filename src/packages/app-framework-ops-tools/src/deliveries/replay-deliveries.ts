import { randomUUID } from 'node:crypto';
import { type DeliveryRecord, many } from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { CommandContext, CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { CommandError } from '../command-line/failures';
import { formatFields } from '../command-line/table';
import { type DeliveryFilter, isMeant, searchFor } from './delivery-filter';
import { type Ledger, openLedger } from './open-ledger';
import { repetitionReport } from './repetition-report';
import { createReplay, goOnWith } from './replay';
import { parseReplayPlan, type ReplayPlan } from './replay-plan';

export interface ReplayRequest extends DeliveryFilter {
  /** Handler that is to do it once more. */
  readonly to?: string;
  /** All handlers, and everybody's own rules. */
  readonly toBus?: true;
  readonly resume?: string;
  readonly dryRun?: true;
  /** Deliveries a second. */
  readonly rate: number;
  readonly ledger?: string;
  readonly consent: 'given' | 'ask';
}

/** Has deliveries handled once more, from the archive, chosen by rows of the ledger; each time under an id of its own. */
export async function replayDeliveries(request: ReplayRequest, context: CommandContext): Promise<CommandResult> {
  const ledger = await openLedger(request);
  const plan = await planOf(request, ledger);
  const chosen = await chosenBy(plan, ledger);
  if (request.dryRun) return preview(plan, chosen, request.rate);
  const left = chosen.filter((record) => isAfter(record, plan.done));
  if (left.length === 0)
    return repetitionReport({ tried: [], none: 'No such delivery is left to replay: nothing was done.' });
  await agree(plan, left.length, request, context);
  const { repeatFunction } = await ledger.records.operations();
  const replay = createReplay({ lambda: ledger.lambda, functionName: repeatFunction, context });
  const { tried, isStopped, hasFailed } = await replay({ plan, records: left, perSecond: request.rate });
  const report = repetitionReport({ tried });
  const more = [
    ...(isStopped ? [`Stopped: ${left.length - tried.length} are left.`] : []),
    ...(isStopped || hasFailed ? [goOnWith(plan)] : []),
  ];
  return {
    exitCode: isStopped ? exitCodes.partlyDone : report.exitCode,
    json: { replayId: plan.replayId, left: left.length - tried.length, repetitions: tried },
    text: [`Replay ${plan.replayId}: ${report.text}`, more.join(' ')].filter((line) => line !== '').join('\n'),
  };
}

async function planOf(request: ReplayRequest, { records }: Ledger): Promise<ReplayPlan> {
  const { resume, to, toBus } = request;
  if (resume !== undefined) {
    const kept = await records.replay(resume);
    if (kept !== undefined) return parseReplayPlan(kept);
    throw new CommandError('not-found', `The ledger ${records.tableName} knows no replay ${resume} that has begun.`);
  }
  if ((to === undefined) === (toBus === undefined)) {
    throw new CommandError(
      'usage',
      'Say where they go: --to HANDLER, or --to-bus for all that listen. Nothing was done.',
    );
  }
  const { queues } = await records.operations();
  if (to !== undefined && queues[to] === undefined) {
    const present = Object.keys(queues).sort().join(', ') || 'none';
    throw new CommandError('not-found', `The deployment has no handler ${to}. It has: ${present}.`);
  }
  const { since, until } = searchFor(request, 'oldest first', new Date());
  const { event, appId, repository, state, handler, handlerState } = request;
  const filter = JSON.parse(JSON.stringify({ event, appId, repository, state, handler, handlerState }));
  // What is chosen stays the same when the replay goes on later.
  return { replayId: `replay-${randomUUID().slice(0, 8)}`, ...(to !== undefined && { to }), filter, since, until };
}

async function chosenBy({ filter, since, until, to }: ReplayPlan, { records }: Ledger): Promise<DeliveryRecord[]> {
  const chosen: DeliveryRecord[] = [];
  const judge = to === undefined ? () => true : await records.routeOf(to);
  const search = searchFor({ ...filter, since, until }, 'oldest first', until);
  for await (const record of records.search(search)) {
    if (record.archiveKey !== undefined && isMeant(record, filter) && judge(record)) chosen.push(record);
  }
  return chosen;
}

function isAfter({ receivedAt, key }: DeliveryRecord, done: ReplayPlan['done']): boolean {
  if (done === undefined || receivedAt > done.receivedAt) return true;
  return receivedAt === done.receivedAt && key > done.key;
}

function preview(plan: ReplayPlan, chosen: readonly DeliveryRecord[], rate: number): CommandResult {
  const byEvent = new Map<string, number>();
  for (const { event } of chosen) byEvent.set(event, (byEvent.get(event) ?? 0) + 1);
  const counts = [...byEvent].sort(([, one], [, other]) => other - one);
  return {
    exitCode: exitCodes.ok,
    json: {
      dryRun: true,
      since: plan.since,
      until: plan.until,
      count: chosen.length,
      events: Object.fromEntries(counts),
      deliveries: chosen.map(({ key }) => key),
    },
    text: formatFields({
      'Would replay': `${many(chosen.length, 'delivery', 'deliveries')} to ${plan.to ?? 'the bus'}`,
      From: plan.since.toISOString(),
      To: plan.until.toISOString(),
      ...(chosen.length > 0 && { Events: counts.map(([event, count]) => `${event} ${count}`).join(', ') }),
      Time: `${Math.ceil(chosen.length / rate)} s at ${rate} a second`,
      Done: 'nothing: this is a dry run',
    }),
  };
}

async function agree(
  { to }: ReplayPlan,
  count: number,
  { consent }: ReplayRequest,
  { ask }: CommandContext,
): Promise<void> {
  if (consent === 'given') return;
  const whom = to ?? 'the bus, and so to every handler and rule';
  if (ask === undefined) {
    throw new CommandError(
      'usage',
      `Nobody can be asked here: say --yes to replay ${many(count, 'delivery', 'deliveries')} to ${whom}, or --dry-run to see them. Nothing was done.`,
    );
  }
  const answer = await ask(
    `Replay ${many(count, 'delivery', 'deliveries')} to ${whom}? What is done already is done once more.`,
  );
  if (answer === 'no') throw new CommandError('refused', 'Not agreed: nothing was replayed.');
}
