import { inlineCode } from '../command-text/foreign-text';
import { openStatuses } from '../jobs/job';
import { isUnapproved, type KeptJob, waitMark } from '../jobs/job-row';

const shownOfId = 10;

/**
 * Buttons of a check run: GitHub takes three, 20 characters of each label and of each identifier, and 40 of what it says. Those of a step bear the mark of
 * its wait: pressed when that is over, they decide on no other. To reject fails the step, which a definition may catch; to cancel ends the job.
 */
export function decisionsOf(job: KeptJob) {
  const isOfStart = isUnapproved(job);
  const end = isToEnd(job) && !isOfStart ? [cancel] : [];
  if (!isOfStart && !job.waitsFor) return { actions: end };
  const mark = job.waitsFor && !isOfStart ? `:${waitMark(job, job.waitsFor)}` : '';
  return {
    actions: [
      { identifier: `approve${mark}`, label: 'Approve', description: 'Let it go on for this commit' },
      { identifier: `reject${mark}`, label: 'Reject', description: 'Let it not go on' },
      ...end,
    ],
  };
}

const cancel = { identifier: 'cancel', label: 'Cancel', description: 'Stop it, and what it does' };

/** Whether somebody may want it to end, and nobody said so yet. */
function isToEnd({ status, stop }: KeptJob): boolean {
  return openStatuses.includes(status) && stop === undefined;
}

/** Who may let a job go on, and how; absent where it waits for nobody. */
export function approvalText(job: KeptJob, bot: string | undefined): string | undefined {
  if (isUnapproved(job)) return unapprovedText(job, bot);
  if (!job.waitsFor) return undefined;
  const { name, permission, by, until } = job.waitsFor;
  const others = by === 'others' ? ', and did not start it' : '';
  const time = `${until.slice(0, 16).replace('T', ' ')} UTC`;
  return [
    `It waits for ${inlineCode(name)} to be approved for commit ${inlineCode(job.sha)}.`,
    `Whoever has ${inlineCode(permission)} permission in this repository${others}, may do so until ${time}, by the button **Approve** of its check run or by ${said(job, bot)}; ${inlineCode('reject')} is the other way.`,
  ].join(' ');
}

function unapprovedText(job: KeptJob, bot: string | undefined): string {
  return [
    `It is of a fork, and is not started until somebody approves commit ${inlineCode(job.sha)}.`,
    `Whoever may write to this repository may do so, by the button **Approve** of its check run or by ${said(job, bot)}; with **Reject** or ${inlineCode('reject')} it never starts.`,
    'A newer commit needs an approval of its own. After 13 days without one it ends.',
  ].join(' ');
}

function said({ jobId }: KeptJob, bot: string | undefined): string {
  const command = `approve ${jobId.slice(0, shownOfId)}`;
  return bot === undefined
    ? `a comment that has the bot ${inlineCode(command)}`
    : `the comment ${inlineCode(`@${bot} ${command}`)}`;
}
