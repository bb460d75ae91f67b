import type { BeginJob } from '../jobs/begin-job';
import { type JobToMake, jobOf, type SaidCommand } from '../jobs/job';
import { candidates } from '../kept-triggers/candidates';
import type { KeptTriggers } from '../kept-triggers/kept-triggers-table';
import { forEachOfAll } from '../lambda/for-each-of-all';
import { logInfo } from '../lambda/logger';
import { decide } from '../triggers/decide';
import { triggerSubject } from '../triggers/trigger-subject';
import type { GitHubEventDetail } from '../webhooks/github-event';
import type { OfferedWorkflow } from '../workflows/workflow-table';

/** What the code of a bot asks for, which has judged who may say the command. An earlier version of it counts no starts. */
export interface CommandToStart extends Omit<SaidCommand, 'nth'>, Partial<Pick<SaidCommand, 'nth'>> {
  readonly command: string;
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
    { command, given, ordinal, nth = 1, sha, pullRequest, sender, delivery }: CommandToStart,
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
    // One that fails holds up no other, and is tried again with the whole command.
    await forEachOfAll(decided, async ({ one, isStarted }) => {
      if (!isStarted || one.workflow === undefined) return;
      const made: JobToMake = {
        workflow: one.workflow,
        delivery,
        subject,
        trigger: one.trigger,
        command: { ordinal, nth, given },
      };
      const job = jobOf(made);
      if (!job) return;
      await begin(job, remainingMilliseconds);
      jobs.push({ workflow: one.name, job: job.jobId });
    });
    logInfo('workflows started by a command', { command, deliveryId: delivery.delivery_id, ordinal, jobs });
    return { jobs };
  };
}
