export interface AlarmText {
  /** What is wrong, and for whom. */
  readonly what: string;
  /** Name of the page below `runbooks/`, without its ending. */
  readonly runbook: string;
  /** The one command of the operations tool that shows more. */
  readonly run: string;
}

/** What an alarm says to whom it wakes: what is wrong, where it is written what to do, and what to run first. */
export function alarmText({ what, runbook, run }: AlarmText): string {
  return `${what} Runbook: ${runbook}. Run: ${run}`;
}
