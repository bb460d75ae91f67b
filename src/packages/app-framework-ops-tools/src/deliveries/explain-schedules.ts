import { decisionFields, decisionRows, type ScheduledRecord } from '@aws/app-framework-for-github-apps-on-aws/operator';
import { parseIsoTime } from '../command-line/arguments';
import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { CommandError } from '../command-line/failures';
import { formatFields, formatTable } from '../command-line/table';
import { type NamedDelivery, openLedger } from './open-ledger';

/** The time that is meant by `schedule <time>`, as jobs of schedules name what started them; absent for a delivery. @throws CommandError for what is no time */
export function scheduleTime(delivery: string): Date | undefined {
  const [, text] = /^schedule\s+(.+)$/.exec(delivery) ?? [];
  if (text === undefined) return undefined;
  const at = parseIsoTime(text);
  if (at) return at;
  throw new CommandError('usage', `${text} is no time: write it as "schedule 2026-11-30T02:00:00Z".`);
}

export interface ExplainSchedules extends Pick<NamedDelivery, 'appId'> {
  readonly ledger?: string;
  readonly at: Date;
}

/** Says of the schedules that were due at a time what they started, and why nothing. */
export async function explainSchedules({ at, appId, ...which }: ExplainSchedules): Promise<CommandResult> {
  const { records } = await openLedger(which);
  const found = (await records.scheduled(at)).filter((one) => appId === undefined || one.appId === appId);
  if (found.length === 0)
    throw new CommandError(
      'not-found',
      `The ledger ${records.tableName} knows of no schedule at ${at.toISOString()}: none was due then, or nobody has come to it yet. It keeps them for 90 days.`,
    );
  const rows = found.flatMap(rowsOf);
  const workflows = found.flatMap(({ decided }) => decided.workflows);
  return {
    exitCode: exitCodes.ok,
    json: { schedules: found },
    text: [
      formatFields({ Schedule: at.toISOString() }),
      formatTable(['INSTALLATION', 'REPOSITORY', 'WORKFLOW', 'TRIGGER', 'DECISION'], rows),
      formatFields(decisionFields({ workflows, leftOut: 0 })),
    ].join('\n\n'),
  };
}

function rowsOf({ installationId, repository = '', decided }: ScheduledRecord): string[][] {
  const installation = installationId === undefined ? '' : String(installationId);
  return decisionRows(decided).map((row) => [installation, repository, ...row]);
}
