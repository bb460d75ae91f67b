import type { Decision, DeliveryRecord, Refusal } from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { formatFields, formatTable } from '../command-line/table';
import { deliveryHead } from './delivery-report';
import { namedDeliveries, openLedger } from './open-ledger';
import type { ShowRequest } from './show-delivery';

/** Says of each trigger why a delivery did or did not start its workflow; of each App's delivery, where two got the same id. */
export async function explainDelivery(request: ShowRequest): Promise<CommandResult> {
  const found = await namedDeliveries(await openLedger(request), request);
  return {
    exitCode: exitCodes.ok,
    json: { deliveries: found.map(({ key, event, action, decided = [] }) => ({ key, event, action, decided })) },
    text: found.map(explanation).join('\n\n'),
  };
}

function explanation(record: DeliveryRecord): string {
  const told = (record.decided ?? []).map(({ replayId, workflows, leftOut }) => {
    const rows = workflows.flatMap(({ workflow, trigger, decisions }) =>
      decisions.map((decision, index) => [workflow, trigger ?? String(index + 1), wordsOf(decision)]),
    );
    const started = workflows.flatMap(({ workflow, trigger, job }) =>
      job === undefined ? [] : [`${workflow}${trigger === undefined ? '' : ` (${trigger})`}, job ${job}`],
    );
    const fields = {
      Replay: replayId,
      Started: started.join('; ') || 'nothing',
      'Left out': leftOut === 0 ? undefined : `${leftOut} workflows more, for want of room`,
    };
    return [formatTable(['WORKFLOW', 'TRIGGER', 'DECISION'], rows), formatFields(fields)].join('\n\n');
  });
  return [formatFields(deliveryHead(record)), ...(told.length > 0 ? told : [silence(record)])].join('\n\n');
}

function wordsOf(decision: Decision): string {
  if (decision.kind === 'refused')
    return `refused by ${decision.by}: it was ${decision.value}, and what is meant is ${decision.meant}${letGo(decision)}`;
  if (decision.kind !== 'matched')
    return 'not decided yet: GitHub has not told which files changed, and is asked again';
  const { unknown, awaits } = decision;
  const matched = unknown === undefined ? 'matched' : `matched, though nobody can tell which files changed: ${unknown}`;
  return awaits === undefined ? matched : `${matched}; of a fork: it waits until somebody approves its commit`;
}

function letGo({ concluded }: Refusal): string {
  return concluded === undefined ? '' : `; where nothing else starts it, its check is concluded as ${concluded}`;
}

function silence({ works, deliveryId }: DeliveryRecord): string {
  const work = works.find(({ handler }) => handler === 'workflows');
  if (work)
    return `No trigger has said anything yet: the handler workflows is at ${work.state}. See deliveries show ${deliveryId}.`;
  return 'No trigger looked at it: the deployment had no workflow for events of its kind.';
}
