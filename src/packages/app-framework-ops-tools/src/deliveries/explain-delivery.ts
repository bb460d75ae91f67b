import {
  type DeliveryRecord,
  decisionFields,
  decisionRows,
  deliveryHead,
  silenceOf,
} from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { formatFields, formatTable } from '../command-line/table';
import { explainSchedules, scheduleTime } from './explain-schedules';
import { namedDeliveries, openLedger } from './open-ledger';
import type { ShowRequest } from './show-delivery';

/** Says of each trigger why a delivery did or did not start its workflow; of each App's delivery, where two got the same id. Of schedules likewise. */
export async function explainDelivery(request: ShowRequest): Promise<CommandResult> {
  const at = scheduleTime(request.delivery);
  if (at) return explainSchedules({ ...request, at });
  const found = await namedDeliveries(await openLedger(request), request);
  return {
    exitCode: exitCodes.ok,
    json: { deliveries: found.map(({ key, event, action, decided = [] }) => ({ key, event, action, decided })) },
    text: found.map(explanation).join('\n\n'),
  };
}

function explanation(record: DeliveryRecord): string {
  const told = (record.decided ?? []).map((decided) =>
    [
      formatTable(['WORKFLOW', 'TRIGGER', 'DECISION'], decisionRows(decided)),
      formatFields(decisionFields(decided)),
    ].join('\n\n'),
  );
  return [formatFields(deliveryHead(record)), ...(told.length > 0 ? told : [silenceOf(record)])].join('\n\n');
}
