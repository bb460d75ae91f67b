import type { GitHubRoute } from '../github/github';
import type { GitHubOutcome } from '../github/outcome';
import type { KeptJob } from '../jobs/job-row';
import type { ShownJobs } from '../jobs/shown-jobs-table';
import { logWarning } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import type { AskRepository } from './ask-repository';
import type { ClaimCheck } from './check-claim-table';
import type { CheckReport, CheckReports } from './check-report-table';
import { annotationsIn, bareCheckRunOf, checkRunOf } from './check-run';
import type { Paced } from './paced-writes';
import type { WriteKind } from './write-pace';

export interface ShowCollaborators {
  readonly jobs: Pick<ShownJobs, 'beginCheckRun'>;
  readonly claim: ClaimCheck;
  readonly reports: Pick<CheckReports, 'read' | 'batch' | 'sent'>;
  readonly paced: Paced;
  readonly ask: AskRepository;
  /** Name that people call the bot by, where they can tell it something. */
  readonly bot?: string | undefined;
}

export type ShowCheckRun = ReturnType<typeof createShowCheckRun>;
type Shown = GitHubOutcome | { readonly kind: 'overtaken'; readonly message: string };
type Failure = Exclude<GitHubOutcome, { kind: 'answered' }>;
type Body = ReturnType<typeof checkRunOf>;

const overtaken: Shown = { kind: 'overtaken', message: 'A newer job has a check run of this name on this commit.' };
const stands: Shown = { kind: 'overtaken', message: 'The commit has a check run of this name: it stays as it is.' };
const changing = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';
const making = 'POST /repos/{owner}/{repo}/check-runs';
const listing = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs';

/** Makes the check run of a job, or changes it; one whose answer was lost is found. What steps say of lines comes after the conclusion. */
export function createShowCheckRun({ jobs, claim, reports, paced, ask, bot }: ShowCollaborators) {
  return async function show(job: KeptJob, remainingMilliseconds: () => number): Promise<Shown> {
    const report = job.reported === undefined ? undefined : await reports.read(job.jobId, remainingMilliseconds);
    const shown = await showText(job, report, remainingMilliseconds);
    if (shown.kind !== 'answered' || !report || report.sent >= report.batches.length) return shown;
    return (await annotate({ job, report, run: shown.data }, remainingMilliseconds)) ?? shown;
  };

  async function showText(
    job: KeptJob,
    report: CheckReport | undefined,
    remainingMilliseconds: () => number,
  ): Promise<Shown> {
    const asked = (route: GitHubRoute, parameters: Readonly<Record<string, unknown>>) =>
      ask(job, { route, parameters }, remainingMilliseconds);
    const write = (route: GitHubRoute, kind: WriteKind, more: object) =>
      withText(job, report, (body) =>
        paced({ job, kind }, () => asked(route, { ...more, ...body }), remainingMilliseconds),
      );
    const change = (id: number) => write(changing, 'change', { check_run_id: id });

    if (job.checkRunId !== undefined) return change(job.checkRunId);
    const isSkipped = job.status === 'SKIPPED';
    if (job.isCheckRunBegun || isSkipped) {
      const { sha: ref, check: check_name, appId: app_id } = job;
      const found = await asked(listing, { ref, check_name, filter: 'all', app_id, per_page: 100 });
      if (found.kind !== 'answered') return found;
      const id = ownIn(found.data, job.jobId);
      if (id !== undefined) return change(id);
      // What was skipped takes the place of nothing that was run, or will be.
      if (isSkipped && runsIn(found.data).length > 0) return stands;
    }
    if (!isSkipped && (await claim(job, remainingMilliseconds)) === 'overtaken') return overtaken;
    await jobs.beginCheckRun(job.jobId, remainingMilliseconds);
    return write(making, 'creation', { name: job.check, head_sha: job.sha, external_id: job.jobId });
  }

  /**
   * Sends the batches that GitHub was not sent yet, one a request: it adds them to those that are there. One that a try sent whose answer was lost is
   * known by their number, for nobody else annotates this check run. @returns what is in the way of it, if anything is
   */
  async function annotate(
    { job, report, run }: { readonly job: KeptJob; readonly report: CheckReport; readonly run: unknown },
    remainingMilliseconds: () => number,
  ): Promise<Failure | undefined> {
    const { output } = checkRunOf(job, bot, report);
    let { sent, annotated } = report;
    let present = annotationsIn(run) ?? annotated;
    for (const key of report.batches.slice(sent)) {
      if (present <= annotated) {
        const annotations = await reports.batch(key, remainingMilliseconds);
        const parameters = { check_run_id: field(run, 'id'), output: { ...output, annotations } };
        const send = () => ask(job, { route: changing, parameters }, remainingMilliseconds);
        const outcome = await paced({ job, kind: 'change' }, send, remainingMilliseconds);
        if (outcome.kind === 'answered') present = annotationsIn(outcome.data) ?? present + annotations.length;
        else if (outcome.kind !== 'unprocessable') return outcome;
        else logWarning('GitHub does not take annotations of a job', { job: job.jobId, batch: key, ...outcome });
      }
      sent += 1;
      annotated = present;
      await reports.sent(job.jobId, { sent, annotated }, remainingMilliseconds);
    }
    return undefined;
  }

  /** A text that GitHub does not take holds up no conclusion. */
  async function withText(
    job: KeptJob,
    report: CheckReport | undefined,
    write: (body: Body) => Promise<GitHubOutcome>,
  ): Promise<GitHubOutcome> {
    const body = checkRunOf(job, bot, report);
    const outcome = await write(body);
    return outcome.kind === 'unprocessable' && 'conclusion' in body ? write(bareCheckRunOf(job)) : outcome;
  }
}

/** A check run that was made for this job, by a try whose answer nobody kept. */
function ownIn(data: unknown, jobId: string): number | undefined {
  const own = runsIn(data).find((run) => field(run, 'external_id') === jobId);
  const id = field(own, 'id');
  return typeof id === 'number' ? id : undefined;
}

function runsIn(data: unknown): readonly unknown[] {
  const runs = field(data, 'check_runs');
  return Array.isArray(runs) ? runs : [];
}
