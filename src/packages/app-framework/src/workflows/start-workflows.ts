import type { EventContext } from '../handlers/serve-events';
import type { BeginJob } from '../jobs/begin-job';
import { jobOf } from '../jobs/job';
import type { SkipJob } from '../jobs/skip-job';
import { candidates } from '../kept-triggers/candidates';
import type { StoredTrigger } from '../kept-triggers/kept-trigger';
import type { KeptTriggers } from '../kept-triggers/kept-triggers-table';
import { forEachOfAll } from '../lambda/for-each-of-all';
import type { LostInstallations } from '../lost-installations/lost-installations-table';
import type { AskRepository, RepositoryTarget } from '../progress/ask-repository';
import { type ChangedFiles, type FilesQuestion, findChangedFiles } from '../triggers/changed-files';
import { type Decided, decide, refusing, type Triggered } from '../triggers/decide';
import type { RecordDecisions } from '../triggers/decisions-table';
import { clientPayloadOf } from '../triggers/dispatch';
import { type Decision, lostInstallation, refused } from '../triggers/evaluate-trigger';
import { findHead, type Head } from '../triggers/find-head';
import { type TriggerSubject, triggerSubject } from '../triggers/trigger-subject';
import type { OfferedWorkflow } from './workflow-table';

export interface StartCollaborators {
  readonly offered: (remainingMilliseconds: () => number) => Promise<readonly OfferedWorkflow[]>;
  readonly kept: Pick<KeptTriggers, 'ofEvent'>;
  /** Keeps what was decided with the delivery. */
  readonly record: RecordDecisions;
  readonly lost: Pick<LostInstallations, 'reasonOf'>;
  readonly begin: BeginJob;
  /** Has the check concluded of what is not started. */
  readonly skip: SkipJob;
  /** Asks GitHub for the files that an event changed, with a token that may read no more than those. */
  readonly ask: Readonly<Record<FilesQuestion['permission'], AskRepository>>;
}

/**
 * Starts the workflows that an event is for, each as good as once however often this is tried. One that fails, or for which GitHub does not tell the
 * changed files yet, holds up no other, and is tried again with the whole delivery.
 */
export function createStartWorkflows({ offered, kept, lost, begin, skip, ask, record }: StartCollaborators) {
  return async function start(context: EventContext): Promise<void> {
    const { event, payload, delivery, logger, remainingMilliseconds } = context;
    const told = triggerSubject({ event, payload, own: delivery.own });
    const [workflows, triggers, loss] = await Promise.all([
      offered(remainingMilliseconds),
      keptFor(context),
      lossFor(context),
    ]);
    const found = candidates(workflows, triggers);
    const all = loss === undefined ? found : found.map((one) => refusing(one, lostInstallation(loss)));
    const untold: unknown[] = [];
    const matched = await decide(all, told, () =>
      filesOf(context).catch((error) => {
        untold.push(error);
        return undefined;
      }),
    );
    const head = matched.some(({ isStarted }) => isStarted) ? await headFor(context, told) : undefined;
    const subject = head?.kind === 'known' ? { ...told, sha: head.sha } : told;
    const decided = head?.kind === 'none' ? matched.map((one) => withoutCommit(one, head.reason)) : matched;
    const clientPayload = event === 'repository_dispatch' ? clientPayloadOf(payload) : undefined;
    const judged = decided.map(({ one, decisions, isStarted, isHeld, isSkipped }) => {
      const { name, workflow, trigger } = one;
      const isWanted = workflow !== undefined && (isStarted || isSkipped);
      const made = isWanted ? jobOf({ workflow, delivery, subject, clientPayload, trigger }) : undefined;
      const job = made && { ...made, ...(isHeld && { needsApproval: 'fork' as const }) };
      const about = { workflow: name, ...(trigger && { trigger: trigger.id }) };
      return { isStarted, job, told: { ...about, decisions, ...(job && { job: job.jobId }) } };
    });
    await record(delivery, { workflows: judged.map(({ told }) => told), leftOut: 0 }, remainingMilliseconds);
    await forEachOfAll(judged, async ({ isStarted, job, told }) => {
      logger.info('workflow considered', told);
      if (job && isStarted) await begin(job, remainingMilliseconds);
      else if (job) await skip(job, reasonOf(told.decisions), remainingMilliseconds);
      else if (isStarted) logger.warn('workflow not started: the event names no installation or no repository', told);
    });
    for (const error of untold) throw error;
  };

  /** Why the App is no more where the event comes from, hours late or replayed; absent where it is. */
  async function lossFor({ delivery, remainingMilliseconds }: EventContext): Promise<string | undefined> {
    const { host, app_id: appId, installation } = delivery;
    return installation && lost.reasonOf({ host, appId, installationId: installation.id }, remainingMilliseconds);
  }

  /** Those that are data of the installation. */
  async function keptFor({ event, delivery, remainingMilliseconds }: EventContext): Promise<readonly StoredTrigger[]> {
    const { app_id: appId, installation } = delivery;
    if (!installation) return [];
    return kept.ofEvent({ appId, installationId: installation.id }, event, remainingMilliseconds);
  }

  async function filesOf(context: EventContext): Promise<ChangedFiles> {
    const { event, payload, isLastAttempt, remainingMilliseconds } = context;
    const target = targetOf(context);
    if (!target) return { kind: 'unknown', reason: nowhere };
    return findChangedFiles({
      event,
      payload,
      isLastAttempt,
      ask: ({ permission, ...request }) => ask[permission](target, request, remainingMilliseconds),
    });
  }

  /** Absent where the event names its commit itself, or has none. */
  async function headFor(context: EventContext, { sha, headOf }: TriggerSubject): Promise<Head | undefined> {
    if (sha !== undefined || headOf === undefined) return undefined;
    const { isLastAttempt, remainingMilliseconds } = context;
    const target = targetOf(context);
    if (!target) return { kind: 'none', reason: nowhere };
    return findHead({
      branch: headOf,
      isLastAttempt,
      ask: (request) => ask.contents(target, request, remainingMilliseconds),
    });
  }
}

const nowhere = 'the event names no installation or no repository';

function targetOf({ delivery }: EventContext): RepositoryTarget | undefined {
  const { host, app_id: appId, installation, repository } = delivery;
  if (!installation || !repository) return undefined;
  const names = { repositoryId: repository.id, repository: repository.full_name };
  return { host, appId, installationId: installation.id, ...names };
}

/** Nothing is started where there is no commit to report on. */
function withoutCommit<One extends Decided<Triggered>>(decided: One, reason: string): One {
  const decisions = decided.decisions.map((one) =>
    one.kind === 'matched' ? refused('commit', reason, 'a commit') : one,
  );
  return { ...decided, decisions, isStarted: false, isHeld: false };
}

/** Which filters refused the event, in words for people. */
function reasonOf(decisions: readonly Decision[]): string {
  const refusals = decisions.flatMap((one) => (one.kind === 'refused' && one.concluded ? [one] : []));
  return refusals.map(({ by, value, meant }) => `${by}: it is ${value}, and what is meant is ${meant}`).join('\n');
}
