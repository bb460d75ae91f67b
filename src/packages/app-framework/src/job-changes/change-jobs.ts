import { type ApprovalRequest, isDecision } from '../approvals/approval-request';
import type { EventContext } from '../handlers/serve-events';
import { isJobId, openStatuses } from '../jobs/job';
import type { KeptJob } from '../jobs/job-row';
import type { Jobs } from '../jobs/jobs-table';
import type { SendReport } from '../jobs/report-queue';
import type { JobEntry, RepositoryJobs } from '../jobs/repository-jobs-table';
import type { RerunJob } from '../jobs/rerun-job';
import type { StopAll } from '../jobs/stop-all';
import type { UnsettledJobs } from '../jobs/unsettled-table';
import type { ForgottenTriggers } from '../kept-triggers/kept-triggers-table';
import { forEachOfAll } from '../lambda/for-each-of-all';
import { field } from '../lambda/parsed-json';
import type { LossNews, LostInstallations } from '../lost-installations/lost-installations-table';

export interface ChangeCollaborators {
  readonly jobs: Pick<Jobs, 'read'>;
  readonly ofRepository: RepositoryJobs;
  readonly unsettled: Pick<UnsettledJobs, 'ofInstallation' | 'heldOf'>;
  readonly report: SendReport;
  readonly stopAll: StopAll;
  readonly rerun: RerunJob;
  /** Has somebody's decision on a job judged and carried out. */
  readonly decide: (request: ApprovalRequest, remainingMilliseconds: () => number) => Promise<unknown>;
  readonly triggers: ForgottenTriggers;
  readonly lost: Pick<LostInstallations, 'note'>;
}

const losses: Readonly<Record<string, Pick<LossNews, 'kind'> & { readonly reason: string }>> = {
  deleted: { kind: 'gone', reason: 'The App was uninstalled.' },
  suspend: { kind: 'away', reason: 'The App was suspended.' },
};

/** The App may write again, or may write more. */
const gains: readonly string[] = ['unsuspend', 'new_permissions_accepted'];

/**
 * Ends all jobs of an installation that the App loses, has those shown that could not be once it may write again, runs those again and has those decided
 * on whose button was pressed. What fails is tried again with the delivery.
 */
export function createChangeJobs({
  jobs,
  ofRepository,
  unsettled,
  report,
  stopAll,
  rerun,
  decide,
  triggers,
  lost,
}: ChangeCollaborators) {
  return async function change(context: EventContext): Promise<void> {
    const { event, delivery } = context;
    if (event === 'installation') return changeInstallation(context);
    if (delivery.action === 'rerequested') return rerunAll(context);
    if (delivery.action === 'requested_action') return decideOn(context);
  };

  /** Nothing begins there from the first on. */
  async function changeInstallation(context: EventContext): Promise<void> {
    const { delivery, logger } = context;
    const { action = '', installation } = delivery;
    const loss = losses[action];
    if (loss) {
      const isSo = await note(context, loss);
      if (!isSo) return logger.info('installation is not lost: something newer is known', { installation, action });
      await stopThose(context, loss.reason);
      if (loss.kind === 'gone') await forgetTriggers(context);
    }
    if (!gains.includes(action)) return;
    await note(context, { kind: 'back' });
    await showHeld(context);
  }

  async function note({ delivery, payload, remainingMilliseconds }: EventContext, news: Omit<LossNews, 'at'>) {
    const { host, app_id: appId, installation, received_at: receivedAt } = delivery;
    if (!installation) return false;
    const place = { host, appId, installationId: installation.id };
    return lost.note(place, { ...news, at: timeOf(payload, receivedAt) }, remainingMilliseconds);
  }

  async function stopThose({ delivery, logger, remainingMilliseconds }: EventContext, reason: string): Promise<void> {
    const { host, app_id: appId, installation } = delivery;
    if (!installation) return;
    const all: KeptJob[] = [];
    const ofInstallation = { host, appId, installationId: installation.id };
    for await (const job of unsettled.ofInstallation(ofInstallation, remainingMilliseconds)) all.push(job);
    const stopped = await stopAll({ jobs: all, wanted: () => ({ as: 'ABORTED', reason }) }, remainingMilliseconds);
    logger.info('jobs of an installation stopped', { installation: installation.id, reason, stopped });
  }

  async function showHeld({ delivery, logger, remainingMilliseconds }: EventContext): Promise<void> {
    const { host, app_id: appId, installation, delivery_id: again } = delivery;
    if (!installation) return;
    let shown = 0;
    for await (const job of unsettled.heldOf({ host, appId, installationId: installation.id }, remainingMilliseconds)) {
      await report({ ...job, again }, remainingMilliseconds);
      shown += 1;
    }
    logger.info('jobs are shown that could not be', { installation: installation.id, shown });
  }

  /** A new installation of the App has another id: nobody comes back to these. */
  async function forgetTriggers({ delivery, logger, remainingMilliseconds }: EventContext): Promise<void> {
    const { app_id: appId, installation } = delivery;
    if (!installation) return;
    const owner = { appId, installationId: installation.id };
    const gone: string[] = [];
    for await (const id of triggers.idsOf(owner, remainingMilliseconds)) {
      await triggers.forget(owner, id, remainingMilliseconds);
      gone.push(id);
    }
    logger.info('triggers of an installation forgotten', { installation: installation.id, triggers: gone });
  }

  async function rerunAll(context: EventContext): Promise<void> {
    const { delivery, logger, remainingMilliseconds } = context;
    const { sender, installation, repository, app_id: appId } = delivery;
    const { login = 'somebody', id } = sender ?? {};
    const at = installation &&
      repository && { appId, installationId: installation.id, repository: repository.full_name };
    await forEachOfAll(await wanted(context), async (job) => {
      // Whoever may write has these buttons.
      const by = { login, at, ...(id !== undefined && { id }), has: 'write' } as const;
      const outcome = await rerun(job, by, remainingMilliseconds);
      logger.info('job wanted again', { job: job.jobId, ...outcome });
    });
  }

  async function decideOn(context: EventContext): Promise<void> {
    const { delivery, payload, logger, remainingMilliseconds } = context;
    const pressed = String(field(field(payload, 'requested_action'), 'identifier'));
    const [operation, wait] = pressed.split(':');
    if (!delivery.sender || !delivery.repository || !isDecision(operation)) return;
    const { id, login } = delivery.sender;
    const { full_name: repository } = delivery.repository;
    for (const { host, repositoryId, jobId: job } of await wanted(context)) {
      const about = { host, repository, repositoryId, job, ...(wait !== undefined && { wait }) };
      const request = { operation, ...about, by: { id, login } } as const;
      logger.info('button of a job pressed', { ...request, answer: await decide(request, remainingMilliseconds) });
    }
  }

  /** A check run is of the job that it names; of a suite, the last attempt of each job of its commit. Neither event need name a pull request. */
  async function wanted({ event, payload, delivery, remainingMilliseconds }: EventContext): Promise<KeptJob[]> {
    const { repository } = delivery;
    const about = field(payload, event);
    if (!repository || field(field(about, 'app'), 'id') !== delivery.app_id) return [];
    const isOurs = (job: KeptJob) =>
      job.host === delivery.host && job.repositoryId === repository.id && job.appId === delivery.app_id;
    const [external, sha] = [field(about, 'external_id'), field(about, 'head_sha')];
    if (event === 'check_run') {
      const job = isJobId(external) ? await jobs.read(external, remainingMilliseconds) : undefined;
      return job && isOurs(job) && job.sha === sha ? [job] : [];
    }
    if (typeof sha !== 'string') return [];
    const entries: JobEntry[] = [];
    const here = { host: delivery.host, repositoryId: repository.id };
    for await (const entry of ofRepository.entries(here, remainingMilliseconds))
      if (entry.sha === sha) entries.push(entry);
    const found = await ofRepository.rows(entries, remainingMilliseconds);
    const newest = new Map<string, KeptJob>();
    // What was skipped is shown only where nothing of that name is.
    const run = found.filter((job) => isOurs(job) && job.status !== 'SKIPPED');
    for (const job of run) if (!newest.has(job.check)) newest.set(job.check, job);
    return [...newest.values()].filter(({ status }) => !openStatuses.includes(status));
  }
}

/** When GitHub says that the installation changed, which may be told late; not after it arrived. */
function timeOf(payload: unknown, receivedAt: string): Date {
  const told = field(field(payload, 'installation'), 'updated_at');
  const milliseconds =
    typeof told === 'number' ? 1_000 * told : typeof told === 'string' ? Date.parse(told) : Number.NaN;
  const arrived = Date.parse(receivedAt);
  return new Date(Number.isFinite(milliseconds) ? Math.min(milliseconds, arrived) : arrived);
}
