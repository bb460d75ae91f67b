import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { deliveryReport } from './delivery-report';
import { type NamedDelivery, namedDeliveries, openLedger } from './open-ledger';

export interface ShowRequest extends NamedDelivery {
  readonly ledger?: string;
}

/** Shows the whole path of a delivery; of each App's, where two got the same id. */
export async function showDelivery(request: ShowRequest): Promise<CommandResult> {
  const ledger = await openLedger(request);
  const found = await namedDeliveries(ledger, request);
  const { queues } = await ledger.records.operations();
  const reports = found.map((record) => deliveryReport(record, { present: Object.keys(queues), now: new Date() }));
  return {
    exitCode: exitCodes.ok,
    json: { deliveries: found.map((record, index) => ({ ...record, advice: reports[index]?.advice ?? [] })) },
    text: reports.map(({ text }) => text).join('\n\n'),
  };
}
