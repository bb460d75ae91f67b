import type { EventContext } from '../handlers/serve-events';
import { type ChangedFiles, type FilesQuestion, findChangedFiles } from '../triggers/changed-files';
import { decide } from '../triggers/decide';
import type { RecordDecisions } from '../triggers/decisions-table';
import { triggerSubject } from '../triggers/trigger-subject';
import type { AskRepository } from './ask-repository';
import { type Job, jobOf } from './job';
import type { Jobs } from './jobs-table';
import type { SendReport } from './report-queue';
import type { OfferedWorkflow } from './workflow-table';

export interface StartCollaborators {
  readonly offered: (remainingMilliseconds: () => number) => Promise<readonly OfferedWorkflow[]>;
  readonly jobs: Pick<Jobs, 'queue' | 'read'>;
  readonly startExecution: (job: Job, remainingMilliseconds: () => number) => Promise<void>;
  /** Has what became of a job shown at GitHub. */
  readonly report: SendReport;
  /** Keeps what was decided with the delivery. */
  readonly record: RecordDecisions;
  /** Asks GitHub for the files that an event changed, with a token that may read no more than those. */
  readonly ask: Readonly<Record<FilesQuestion['permission'], AskRepository>>;
}

/**
 * Starts the workflows that an event is for: the row first, then the execution, each as good as once however often this is tried. What fails is
 * tried again with the whole delivery.
 */
export function createStartWorkflows({ offered, jobs, startExecution, report, ask, record }: StartCollaborators) {
  return async function start(context: EventContext): Promise<void> {
    const { event, payload, delivery, logger, remainingMilliseconds } = context;
    const subject = triggerSubject({ event, payload, own: delivery.own });
    const decided = await decide(await offered(remainingMilliseconds), subject, () => filesOf(context));
    const judged = decided.map(({ one, decisions, isStarted }) => {
      const job = isStarted ? jobOf({ workflow: one, delivery, subject }) : undefined;
      return { isStarted, job, told: { workflow: one.name, decisions, ...(job && { job: job.jobId }) } };
    });
    await record(delivery, { workflows: judged.map(({ told }) => told), leftOut: 0 }, remainingMilliseconds);
    for (const { isStarted, job, told } of judged) {
      logger.info('workflow considered', told);
      if (job) await begin(job, context);
      else if (isStarted) logger.warn('workflow not started: the event names no installation or no repository', told);
    }
  };

  async function filesOf(context: EventContext): Promise<ChangedFiles> {
    const { event, payload, delivery, isLastAttempt, remainingMilliseconds } = context;
    const { host, app_id: appId, installation, repository } = delivery;
    if (!installation || !repository) return { kind: 'unknown', reason: 'the event names no installation' };
    const names = { repositoryId: repository.id, repository: repository.full_name };
    const target = { host, appId, installationId: installation.id, ...names };
    return findChangedFiles({
      event,
      payload,
      isLastAttempt,
      ask: ({ permission, ...request }) => ask[permission](target, request, remainingMilliseconds),
    });
  }

  async function begin(made: Job, context: EventContext): Promise<void> {
    const { logger, remainingMilliseconds } = context;
    const written = await jobs.queue(made, remainingMilliseconds);
    // What was written first counts: the machine may have been replaced since.
    const job = written === 'written' ? made : ((await jobs.read(made.jobId, remainingMilliseconds)) ?? made);
    await report({ ...job, status: 'QUEUED' }, remainingMilliseconds);
    await startExecution(job, remainingMilliseconds);
    logger.info('workflow started', { workflow: job.workflow, job: job.jobId });
  }
}
