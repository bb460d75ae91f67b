import type { KeyOutcome, Retirement } from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';

/** A retirement, and the table whose App it was. */
export interface FinishedRetirement {
  readonly retirement: Retirement;
  readonly tableName: string;
}

/** Words the end of a retirement. Keys that wait, or that could not be retired, make it partly done. */
export function retireReport({ retirement, tableName }: FinishedRetirement): CommandResult {
  const { appId, currentKeyArn, keys } = retirement;
  const left = keys.filter(({ outcome }) => outcome === 'waiting' || outcome === 'failed');
  const resume = `Run it again to go on: ${retireCommand({ appId, tableName })}`;
  const text = [
    `App ${appId} signs with ${currentKeyArn}.`,
    ...(keys.length === 0 ? ['It has no other key in this deployment: nothing is to be retired.'] : keys.map(lineOf)),
    ...(left.length > 0 ? [resume] : []),
    ...(keys.some(({ outcome }) => outcome === 'retired' || outcome === 'disabled') ? [atGitHub(appId)] : []),
  ];
  return {
    exitCode: left.length > 0 ? exitCodes.partlyDone : exitCodes.ok,
    json: { table: tableName, ...retirement },
    text: text.join('\n'),
  };
}

/** The command that goes on where a retirement was left. */
export function retireCommand({ appId, tableName }: { readonly appId: number; readonly tableName: string }): string {
  return `retire-keys --app-id ${appId} --table ${tableName}`;
}

/** One key and what became of it. */
function lineOf({ kmsKeyArn, fingerprint, outcome, dueOn, deletionDate, reason }: KeyOutcome): string {
  const details = [
    reason,
    dueOn && `both keys work; it can be retired from ${dueOn.toISOString()} on`,
    deletionDate && `KMS deletes it on ${deletionDate.toISOString()}`,
  ].filter(Boolean);
  const what = details.length === 0 ? outcome : `${outcome}: ${details.join('; ')}`;
  const line = `  ${kmsKeyArn}${fingerprint === undefined ? '' : ` (${fingerprint})`}`;
  const key = line.length <= 80 ? line : `  ${kmsKeyArn}\n    ${fingerprint}`;
  return `${key}\n    ${what}`;
}

function atGitHub(appId: number): string {
  return `What can be deleted at GitHub, and when: list-keys --app-id ${appId}`;
}
