import { inlineCode } from '../command-text/foreign-text';
import { isUnapproved, type KeptJob } from '../jobs/job-row';

/** Buttons of a check run: GitHub takes 20 characters of each label, and 40 of what it says. */
const decisions = [
  { identifier: 'approve', label: 'Approve', description: 'Start it for this commit' },
  { identifier: 'reject', label: 'Reject', description: 'Never start it for this commit' },
];
const shownOfId = 10;

export function decisionsOf(job: KeptJob) {
  return { actions: isUnapproved(job) ? decisions : [] };
}

/** Who may let a job go on, and how; absent where it waits for nobody. */
export function approvalText(job: KeptJob, bot: string | undefined): string | undefined {
  if (!isUnapproved(job)) return undefined;
  const said = `approve ${job.jobId.slice(0, shownOfId)}`;
  const comment =
    bot === undefined
      ? `a comment that has the bot ${inlineCode(said)}`
      : `the comment ${inlineCode(`@${bot} ${said}`)}`;
  return [
    `It is of a fork, and is not started until somebody approves commit ${inlineCode(job.sha)}.`,
    `Whoever may write to this repository may do so, by the button **Approve** of its check run or by ${comment}; with **Reject** or ${inlineCode('reject')} it never starts.`,
    'A newer commit needs an approval of its own. After 13 days without one it ends.',
  ].join(' ');
}
