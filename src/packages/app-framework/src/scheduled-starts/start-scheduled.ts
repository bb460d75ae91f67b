import { accountOf, isAdmitted } from '../account-admission/admission';
import { ComeAgainError } from '../aws/serve-batch';
import type { GitHubOutcome } from '../github/outcome';
import type { BeginJob } from '../jobs/begin-job';
import { type JobToMake, jobOf } from '../jobs/job';
import { isOffered, type Offering, offeredOnly } from '../kept-triggers/offered-workflow';
import { forEachOfAll } from '../lambda/for-each-of-all';
import { logInfo, logRecord } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import type { AskRepository, RepositoryTarget } from '../progress/ask-repository';
import type { RecordScheduled } from '../triggers/decisions-table';
import { lostInstallation, type Refusal, refused } from '../triggers/evaluate-trigger';
import type { WorkflowDecisions } from '../triggers/event-decisions';
import { findHead } from '../triggers/find-head';
import { triggerSubject } from '../triggers/trigger-subject';
import { counted } from '../webhooks/delivery-metrics';
import type { Routing } from '../webhooks/route-source';
import type { DueInstallation, DueRepository, DueWork, SendDue } from './due-queue';
import type { InstalledApps } from './installed-apps-table';
import { isOfCode, type KeptSchedule, type Schedules } from './schedules-table';

type Timed = () => number;

/** A workflow of the deployment, and whether schedules of installations may name it. */
export type StartedWorkflow = JobToMake['workflow'] & Pick<Offering, 'offered'>;

export interface StartScheduledCollaborators {
  readonly schedules: Pick<Schedules, 'read'>;
  readonly installed: InstalledApps;
  readonly offered: (remainingMilliseconds: Timed) => Promise<readonly StartedWorkflow[]>;
  /** It says in whose repositories something may start. */
  readonly readRouting: (remainingMilliseconds: Timed) => Promise<Pick<Routing, 'accounts'>>;
  /** Hosts by App, and `default` for those that are not named. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Asks GitHub with a token that may read contents. */
  readonly ask: AskRepository;
  readonly send: SendDue;
  readonly begin: BeginJob;
  /** Keeps what came of a time, and where. */
  readonly record: RecordScheduled;
}

const mostAtOnce = 10;

/**
 * Starts what is due: for a schedule of the code in all installations, for one of an installation in its repositories, and at last in one repository.
 * Each step has the next done by another call, so that none grows with what there is. What is gone by then, or suspended, starts nothing, nor does what a later
 * time of the same schedule has overtaken.
 */
export function createStartScheduled(collaborators: StartScheduledCollaborators) {
  const { schedules, installed, offered, readRouting, hosts, ask, send, begin, record } = collaborators;

  return async function startScheduled(work: DueWork, remainingMilliseconds: Timed): Promise<void> {
    const schedule = await schedules.read(work.schedule, remainingMilliseconds);
    const { installation, repository } = work;
    if (schedule?.trigger?.event !== 'schedule')
      return nothing(
        { work, schedule },
        refused('trigger', work.schedule.id, 'one that is there'),
        remainingMilliseconds,
      );
    const { begunFor } = schedule;
    // What lies here for so long that the same has begun anew would only hold up that.
    if (begunFor && begunFor > new Date(work.at))
      return nothing({ work, schedule }, refused('time', work.at, begunFor.toISOString()), remainingMilliseconds);
    if (!installation) return everywhere({ work, schedule }, remainingMilliseconds);
    const target = targetOf(installation);
    if (!target) return nothing({ work, schedule }, unnamedApp(installation), remainingMilliseconds);
    if (!repository) return inInstallation({ work, schedule, target }, remainingMilliseconds);
    return inRepository({ work, schedule, target, repository }, remainingMilliseconds);
  };

  async function everywhere({ work, schedule }: OfSchedule, remainingMilliseconds: Timed): Promise<void> {
    const { page, ...whole } = work;
    const { installations, suspended, next } = await installed(page, remainingMilliseconds);
    await sendAll(
      installations.map((installation) => ({ ...whole, installation })),
      remainingMilliseconds,
    );
    for (const installation of suspended)
      await nothing({ work: { ...whole, installation }, schedule }, suspendedApp, remainingMilliseconds);
    if (next) await send({ ...whole, page: next }, remainingMilliseconds);
  }

  /** The rest comes after them: whoever tries these once more has not begun it twice. */
  function sendAll(all: readonly DueWork[], remainingMilliseconds: Timed): Promise<void> {
    return forEachOfAll(all, (one) => send(one, remainingMilliseconds), { atOnce: mostAtOnce });
  }

  async function inInstallation(
    { work, schedule, target }: InInstallation,
    remainingMilliseconds: Timed,
  ): Promise<void> {
    const wanted = schedule.trigger?.repositories;
    // A token for one repository lists that alone.
    const [only] = wanted?.length === 1 ? wanted : [];
    const outcome = await ask(
      { ...target, repositoryId: only },
      { route: 'GET /installation/repositories', parameters: { per_page: '100', ...work.page } },
      remainingMilliseconds,
    );
    const listed = outcome.kind === 'answered' ? field(outcome.data, 'repositories') : undefined;
    if (outcome.kind !== 'answered' || !Array.isArray(listed))
      return nothing({ work, schedule }, unlisted(outcome), remainingMilliseconds);
    // All repositories of an installation are of one account.
    const account = accountOf({ repository: listed[0] });
    const { accounts } = await readRouting(remainingMilliseconds);
    if (account && !isAdmitted(accounts, account)) {
      logRecord('schedule held back', { ...toldOf(work), account, ...counted('DeliveriesHeldBack') });
      return nothing({ work, schedule }, refused('account', account.login, admittedOnly), remainingMilliseconds);
    }
    const { page, ...whole } = work;
    const meant = listed.flatMap(repositoryIn).filter(({ id }) => wanted?.includes(id) ?? true);
    await sendAll(
      meant.flatMap(({ isAsleep, ...repository }) => (isAsleep ? [] : [{ ...whole, repository }])),
      remainingMilliseconds,
    );
    for (const { isAsleep, ...repository } of meant)
      if (isAsleep) await nothing({ work: { ...whole, repository }, schedule }, asleep, remainingMilliseconds);
    if (outcome.nextPage) await send({ ...work, page: outcome.nextPage }, remainingMilliseconds);
  }

  async function inRepository(place: InRepository, remainingMilliseconds: Timed): Promise<void> {
    const { work, schedule, target, repository } = place;
    const workflow = (await offered(remainingMilliseconds)).find(({ name }) => name === schedule.workflow);
    if (!workflow || !(isOfCode(schedule) || isOffered(workflow)))
      return nothing(place, refused('trigger', schedule.workflow, offeredOnly), remainingMilliseconds);
    const { id, fullName, branch } = repository;
    const at = { ...target, repositoryId: id, repository: fullName };
    const head = await findHead({
      branch,
      isLastAttempt: false,
      ask: async (request) => mayComeLater(await ask(at, request, remainingMilliseconds)),
    });
    if (head.kind === 'none') return nothing(place, refused('commit', head.reason, 'a commit'), remainingMilliseconds);
    const payload = { time: work.at, branch, repository: { id } };
    const job = jobOf({
      workflow,
      delivery: {
        host: target.host,
        app_id: target.appId,
        delivery_id: `schedule ${work.at}`,
        installation: { id: target.installationId },
        repository: { id, full_name: fullName },
      },
      subject: { ...triggerSubject({ event: 'schedule', payload, own: false }), sha: head.sha },
      trigger: isOfCode(schedule) ? undefined : schedule,
      scheduled: { id: schedule.id, at: new Date(work.at) },
    });
    if (!job) return nothing(place, refused('commit', 'none', 'a commit'), remainingMilliseconds);
    const begun = await begin(job, remainingMilliseconds);
    if (begun.kind === 'lost') return nothing(place, lostInstallation(begun.reason), remainingMilliseconds);
    logInfo('workflow started by a schedule', { ...toldOf(work), workflow: workflow.name, job: job.jobId, ...begun });
    await keep(place, { decisions: [{ kind: 'matched' }], job: job.jobId }, remainingMilliseconds);
  }

  async function nothing(of: OfSchedule, refusal: Refusal, remainingMilliseconds: Timed): Promise<void> {
    const { by, value, meant } = refusal;
    logInfo('nothing started by a schedule', { ...toldOf(of.work), by, value, meant });
    await keep(of, { decisions: [refusal] }, remainingMilliseconds);
  }

  function keep(
    { work, schedule }: OfSchedule,
    came: Omit<WorkflowDecisions, 'workflow'>,
    remainingMilliseconds: Timed,
  ) {
    const { at, installation, repository } = work;
    const { id } = work.schedule;
    const told = { workflow: schedule?.workflow ?? '', ...(!isOfCode(work.schedule) && { trigger: id }), ...came };
    return record({ at, schedule: id, ...installation, repository, told }, remainingMilliseconds);
  }

  function targetOf({ appId, installationId }: DueInstallation): RepositoryTarget | undefined {
    const host = hosts[String(appId)] ?? hosts.default;
    return host === undefined ? undefined : { host, appId, installationId, repository: '' };
  }
}

interface OfSchedule {
  readonly work: DueWork;
  /** Absent where it is gone. */
  readonly schedule: KeptSchedule | undefined;
}

interface InInstallation extends OfSchedule {
  readonly schedule: KeptSchedule;
  readonly target: RepositoryTarget;
}

interface InRepository extends InInstallation {
  readonly repository: DueRepository;
}

/** Who is gone or suspended is refused by GitHub; what may be answered later is asked for then. */
function unlisted(outcome: GitHubOutcome): Refusal {
  const isAnswered = outcome.kind === 'answered';
  const why = isAnswered ? 'an answer without repositories' : `${mayComeLater(outcome).kind}, ${outcome.message}`;
  return refused('installation', why, 'one whose repositories GitHub lists');
}

function unnamedApp({ appId }: DueInstallation): Refusal {
  return refused('installation', `of App ${appId}, whose host nothing tells`, 'one of an App among the apps');
}

const admittedOnly = 'one that accounts of the WebhookIngestion allows';
const suspendedApp = lostInstallation('The App was suspended.');
const asleep = refused('repository', 'archived or disabled', 'one that can be written to');

/** @throws ComeAgainError for a limit, which says how long to wait, and for what may be answered the next time */
function mayComeLater(outcome: GitHubOutcome): GitHubOutcome {
  const seconds = { throttled: 60, unavailable: 120, unauthorized: 30 };
  if (outcome.kind !== 'throttled' && outcome.kind !== 'unavailable' && outcome.kind !== 'unauthorized') return outcome;
  const wait = outcome.kind === 'throttled' ? outcome.retryAfterSeconds : seconds[outcome.kind];
  throw new ComeAgainError(`GitHub did not answer ${outcome.request}: ${outcome.kind}, ${outcome.message}`, wait);
}

/** Archived and disabled ones can only be read: a check run could not be written there. */
function repositoryIn(listed: unknown): (DueRepository & { readonly isAsleep: boolean })[] {
  const [id, fullName, branch] = ['id', 'full_name', 'default_branch'].map((name) => field(listed, name));
  const isAsleep = field(listed, 'archived') === true || field(listed, 'disabled') === true;
  if (typeof id !== 'number' || typeof fullName !== 'string' || typeof branch !== 'string') return [];
  return [{ id, fullName, branch, isAsleep }];
}

function toldOf({ schedule, at, installation, repository }: DueWork) {
  return { schedule: schedule.id, at, ...installation, repository: repository?.fullName };
}
