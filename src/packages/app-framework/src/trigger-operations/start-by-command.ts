import type { BeginJob } from '../jobs/begin-job';
import { type JobToMake, jobOf } from '../jobs/job';
import { candidates } from '../kept-triggers/candidates';
import type { KeptTriggers } from '../kept-triggers/kept-triggers-table';
import { logInfo } from '../lambda/logger';
import { decide } from '../triggers/decide';
import { triggerSubject } from '../triggers/trigger-subject';
import type { GitHubEventDetail } from '../webhooks/github-event';
import type { OfferedWorkflow } from '../workflows/workflow-table';

/** What the code of a bot asks for, which has judged who may say the command. */
export interface CommandToStart {
  readonly command: string;
  /** What it was given. */
  readonly given: Readonly<Record<string, unknown>>;
  /** Which command of its comment it is, from 1. */
  readonly ordinal: number;
  readonly sha: string;
  readonly pullRequest?: number;
  readonly sender: { readonly id: number; readonly login: string };
  readonly delivery: GitHubEventDetail;
}

export interface StartByCommandCollaborators {
  readonly offered: (remainingMilliseconds: () => number) => Promise<readonly OfferedWorkflow[]>;
  readonly kept: Pick<KeptTriggers, 'ofEvent'>;
  readonly begin: BeginJob;
}

export interface StartedByCommand {
  readonly jobs: readonly { readonly workflow: string; readonly job: string }[];
}

/** Starts the workflows of a command, each as good as once for this command of its comment, for whoever said it. */
export function createStartByCommand({ offered, kept, begin }: StartByCommandCollaborators) {
  return async function start(
    { command, given, ordinal, sha, pullRequest, sender, delivery }: CommandToStart,
    remainingMilliseconds: () => number,
  ): Promise<StartedByCommand> {
    const { app_id: appId, installation, repository } = delivery;
    if (!installation || !repository) return { jobs: [] };
    const owner = { appId, installationId: installation.id };
    const payload = { command, sha, pullRequest, sender, repository };
    const subject = triggerSubject({ event: 'command', payload, own: false });
    const all = candidates(
      await offered(remainingMilliseconds),
      await kept.ofEvent(owner, 'command', remainingMilliseconds),
    );
    const decided = await decide(all, subject, async () => ({ kind: 'unknown', reason: 'a command changes no files' }));
    const jobs: { workflow: string; job: string }[] = [];
    for (const { one, isStarted } of decided) {
      if (!isStarted || one.workflow === undefined) continue;
      const made: JobToMake = {
        workflow: one.workflow,
        delivery,
        subject,
        trigger: one.trigger,
        command: { ordinal, given },
      };
      const job = jobOf(made);
      if (!job) continue;
      await begin(job, remainingMilliseconds);
      jobs.push({ workflow: one.name, job: job.jobId });
    }
    logInfo('workflows started by a command', { command, deliveryId: delivery.delivery_id, ordinal, jobs });
    return { jobs };
  };
}
