import { type DeliveryRecord, many, type WorkIdentity } from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { CommandContext, CommandResult } from '../command-line/command';
import { CommandError } from '../command-line/failures';
import { searchFor } from './delivery-filter';
import { openLedger, theDelivery } from './open-ledger';
import { createRepetition } from './repetition';
import { repetitionReport } from './repetition-report';

/** What is to be redriven: one delivery, or all that a handler, or any handler, has parked. */
export interface RedriveRequest {
  readonly delivery?: string;
  readonly appId?: number;
  readonly handler?: string;
  readonly all?: true;
  readonly ledger?: string;
  readonly consent: 'given' | 'ask';
}

/** Has handlers do what they gave up, and what never came to them. */
export async function redriveDeliveries(request: RedriveRequest, context: CommandContext): Promise<CommandResult> {
  const ledger = await openLedger(request);
  const { delivery, handler, all, appId } = request;
  if (delivery === undefined && handler === undefined && !all) {
    throw new CommandError('usage', 'Name a delivery, or say --handler NAME or --all. Nothing was done.');
  }
  const works =
    delivery === undefined
      ? await parkedWorks(ledger, request)
      : worksOf(await theDelivery(ledger, { delivery, appId }), handler);
  if (works.length === 0) return repetitionReport({ tried: [], none: 'Nothing is parked there: nothing was done.' });
  if (delivery === undefined) await agree(works.length, request, context);
  const { repeatFunction } = await ledger.records.operations();
  const repeat = createRepetition({ lambda: ledger.lambda, functionName: repeatFunction, context });
  const tried = await repeat(works);
  const report = repetitionReport({ tried, undone: 'held back' });
  if (!tried.some(({ outcome }) => outcome === 'held back')) return report;
  return { ...report, text: `${report.text}\n${heldBackAdvice}` };
}

const heldBackAdvice =
  'What is held back stays as it is. Allow its account in accounts of the WebhookIngestion, or in the parameter of the stack, and redrive it again.';

async function parkedWorks(
  { records }: Awaited<ReturnType<typeof openLedger>>,
  { handler, appId }: RedriveRequest,
): Promise<WorkIdentity[]> {
  const works: WorkIdentity[] = [];
  for await (const record of records.search(searchFor({ handlerState: 'parked' }, 'oldest first', new Date()))) {
    if (appId !== undefined && record.appId !== appId) continue;
    works.push(...openWorks(record).filter((work) => handler === undefined || work.handler === handler));
  }
  return works;
}

/** What is parked of it; with a handler's name that one's work, whatever became of it, replays aside. */
function worksOf(record: DeliveryRecord, handler: string | undefined): WorkIdentity[] {
  const open = openWorks(record);
  if (handler === undefined) return open;
  const own = open.filter((work) => work.handler === handler);
  return own.length > 0 ? own : [{ key: record.key, handler }];
}

function openWorks({ key, works }: DeliveryRecord): WorkIdentity[] {
  return works
    .filter(({ isOpen }) => isOpen)
    .map(({ handler, replayId }) => ({ key, handler, ...(replayId !== undefined && { replayId }) }));
}

async function agree(count: number, { consent, handler }: RedriveRequest, { ask }: CommandContext): Promise<void> {
  if (consent === 'given') return;
  const what = `${many(count, 'parked piece')} of work${handler === undefined ? '' : ` of ${handler}`}`;
  if (ask === undefined) {
    throw new CommandError('usage', `Nobody can be asked here: say --yes to redrive ${what}. Nothing was done.`);
  }
  const answer = await ask(`Redrive ${what}? What the reason was should be mended before.`);
  if (answer === 'no') throw new CommandError('refused', 'Not agreed: nothing was redriven.');
}
