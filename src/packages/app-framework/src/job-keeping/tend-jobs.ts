import { type Executions, isMachineGone } from '../jobs/execution-machine';
import { type FinalStatus, openStatuses } from '../jobs/job';
import { isUnapproved, type KeptJob, lineKey } from '../jobs/job-row';
import type { Jobs } from '../jobs/jobs-table';
import type { SendReport } from '../jobs/report-queue';
import type { UnsettledJobs } from '../jobs/unsettled-table';
import { logError, logInfo, logRecord } from '../lambda/logger';
import { many } from '../lambda/many';
import { field } from '../lambda/parsed-json';
import { countedOfPlatform } from '../metrics/platform-metric';
import type { Admit } from './admit-jobs';
import { createNoteStatus } from './follow-executions';
import type { Overtake } from './overtake';

export interface TendCollaborators {
  readonly unsettled: Pick<UnsettledJobs, 'all'>;
  readonly jobs: Pick<Jobs, 'run' | 'end' | 'read' | 'takeUp'>;
  readonly executions: Executions;
  readonly admit: Admit;
  readonly overtake: Overtake;
  /** Has done what decisions on what a job waits for left undone, and its row say what it waits for by now. */
  readonly carryOnWaits: (jobId: string, remainingMilliseconds: () => number) => Promise<unknown>;
  readonly report: SendReport;
  readonly now?: () => Date;
}

/** Status events and what brings them take seconds. What was not heard of for longer is asked about. */
const patienceSeconds = { queued: 120, other: 300, told: 50, held: 6 * 3_600, inLine: 24 * 3_600 } as const;
const leastMilliseconds = 5_000;
const longestWaitMilliseconds = 13 * 24 * 60 * 60_000;
const longestUnshownMilliseconds = 3_600_000;

/**
 * Looks after the jobs that nobody told of for a while: asks Step Functions about each, starts what was never started, ends what has ended, and
 * has shown what is not. Twice at once it does each thing once: who takes a job up first has it until the patience is over again. Of those that wait
 * for their turn each line is asked about once a run, however many wait in it.
 */
export function createTendJobs({
  unsettled,
  jobs,
  executions,
  admit,
  overtake,
  carryOnWaits,
  report,
  now = () => new Date(),
}: TendCollaborators) {
  const note = createNoteStatus({ jobs });

  /** @throws Error where some could not be looked after, there was no time for some, or some are not shown though they ended long ago */
  return async function tend(
    event: unknown,
    remainingMilliseconds: () => number,
  ): Promise<{ readonly tended: number }> {
    let [tended, failed, unshown, left] = [0, 0, 0, 0];
    const fail = () => {
      failed += 1;
    };
    const due: KeptJob[] = [];
    for await (const job of unsettled.all(remainingMilliseconds, fail)) {
      if (isLate(job)) unshown += 1;
      if (secondsSince(job.updatedAt) >= patienceFor(job, event)) due.push(job);
    }
    // Where the time is not enough, the next run begins with those that this one did not come to.
    due.sort((one, other) => one.updatedAt.getTime() - other.updatedAt.getTime());
    const freed: KeptJob[] = [];
    for (const line of linesOf(due.filter(isInLine))) await inTime(line, giveTurns);
    for (const job of due) if (!isInLine(job)) await inTime([job], lookAt);
    for (const line of linesOf(freed)) await inTime(line, ([job]) => admit(job, remainingMilliseconds));
    const faults = [
      ...(failed === 0
        ? []
        : [`${many(failed, 'job')} could not be looked after, ${tended} could: the lines before this one say why.`]),
      ...(left === 0 ? [] : [`There was no time for ${many(left, 'job')} after ${tended}: the next run begins there.`]),
      ...(unshown === 0
        ? []
        : [
            `${many(unshown, 'job')} ended over an hour ago and GitHub does not show it: the log of the function Shower says why.`,
          ]),
    ];
    if (faults.length === 0) return { tended };
    throw new Error(faults.join(' '));

    async function inTime(line: Line, work: (line: Line) => Promise<unknown>): Promise<void> {
      if (remainingMilliseconds() < leastMilliseconds) {
        left += line.length;
        return;
      }
      try {
        await work(line);
      } catch (error) {
        fail();
        logError('job was not looked after: a run in some minutes does', error, { job: line[0].jobId });
      }
    }

    async function giveTurns(line: Line): Promise<void> {
      // Whoever was to ask for its turn may have died before: a newer one of a group does not wait for it.
      for (const job of oneOfEachGroup(line)) await overtake(job, remainingMilliseconds);
      const given = await admit(line[0], remainingMilliseconds);
      for (const job of line) {
        if (given.includes(job.jobId)) await inTime([job], lookAt);
        // Who waits for months is to be there when its turn comes.
        else if (secondsSince(job.updatedAt) > patienceSeconds.inLine)
          await inTime([job], () => jobs.takeUp(job, remainingMilliseconds));
      }
    }

    async function lookAt([job]: Line): Promise<void> {
      if ((await jobs.takeUp(job, remainingMilliseconds)) === 'refused') return;
      const outcome = await look(job, remainingMilliseconds);
      if (outcome === 'ended' && job.limit !== undefined) freed.push(job);
      tended += 1;
    }
  };

  function secondsSince(at: Date): number {
    return (now().getTime() - at.getTime()) / 1_000;
  }

  /** What has ended is shown in seconds, and in minutes where GitHub lets the App write no faster. */
  function isLate({ status, isHeld, endedAt, createdAt }: KeptJob): boolean {
    const since = endedAt ?? createdAt;
    return !openStatuses.includes(status) && !isHeld && now().getTime() - since.getTime() > longestUnshownMilliseconds;
  }

  async function look(job: KeptJob, remainingMilliseconds: () => number): Promise<Looked> {
    const noted = { job: job.jobId, status: job.status };
    if (isUnapproved(job) && !job.stop) {
      const isOver = now().getTime() - job.createdAt.getTime() >= longestWaitMilliseconds;
      if (isOver) return end(job, unapproved, remainingMilliseconds);
      await report(job, remainingMilliseconds);
      return 'open';
    }
    if (openStatuses.includes(job.status)) {
      const told = await executions.describe(job, remainingMilliseconds);
      logInfo('execution asked about', { ...noted, told: told?.status ?? 'none' });
      if (told && told.status !== 'RUNNING')
        logRecord('job ended and nobody told of it', { ...noted, ...countedOfPlatform({ JobFoundLate: 1 }) });
      if (told) await note(job, told, remainingMilliseconds);
      if (!told) return begin(job, remainingMilliseconds);
      // What is told when it begins to run ends the older ones of its group, and nobody told.
      if (told.status === 'RUNNING' && !job.stop) await overtake(job, remainingMilliseconds);
      if (told.status === 'RUNNING' && job.waitsFor) await carryOnWaits(job.jobId, remainingMilliseconds);
      if (told.status === 'RUNNING' && job.stop) await executions.stop(job, job.stop.reason, remainingMilliseconds);
    }
    const current = await jobs.read(job.jobId, remainingMilliseconds);
    if (!current) return 'ended';
    await report({ ...current, ...(isTold(current) && { again: String(now().getTime()) }) }, remainingMilliseconds);
    return openStatuses.includes(current.status) ? 'open' : 'ended';
  }

  /** There is no execution: one that was never started is, and one that is gone, or whose machine is, has ended. */
  async function begin(job: KeptJob, remainingMilliseconds: () => number): Promise<Looked> {
    if (job.stop) return end(job, { status: job.stop.as }, remainingMilliseconds);
    if (job.status !== 'QUEUED' || job.executionArn !== undefined) return end(job, gone, remainingMilliseconds);
    try {
      await executions.start(job, remainingMilliseconds);
      logInfo('job is started that was not', { job: job.jobId });
      return 'open';
    } catch (error) {
      if (!isMachineGone(error)) throw error;
      return end(job, gone, remainingMilliseconds);
    }
  }

  async function end(job: KeptJob, ended: Ended, remainingMilliseconds: () => number): Promise<Looked> {
    await jobs.end(job, { ...ended, redrives: job.redrives }, remainingMilliseconds);
    await report({ ...job, ...ended }, remainingMilliseconds);
    return 'ended';
  }
}

type Looked = 'open' | 'ended';
/** Jobs that wait for one another; the first may be one that does not. */
type Line = readonly [KeptJob, ...KeptJob[]];

/** Whether it waits for its turn, or has it and was not started yet. */
function isInLine({ status, limit, stop, executionArn }: KeptJob): boolean {
  return status === 'QUEUED' && limit !== undefined && stop === undefined && executionArn === undefined;
}

function oneOfEachGroup(jobs: readonly KeptJob[]): Iterable<KeptJob> {
  return new Map(jobs.map((job) => [job.group, job])).values();
}

function linesOf(jobs: readonly KeptJob[]): Iterable<Line> {
  const lines = new Map<string, [KeptJob, ...KeptJob[]]>();
  for (const job of jobs) {
    const line = lines.get(lineKey(job));
    if (line) line.push(job);
    else lines.set(lineKey(job), [job]);
  }
  return lines.values();
}

interface Ended {
  readonly status: FinalStatus;
  readonly error?: string;
  readonly cause?: string;
}

const gone: Ended = {
  status: 'ABORTED',
  error: 'ExecutionGone',
  cause: 'Step Functions has no such execution: this deployment offers the workflow no more, or somebody removed it.',
};

/** Whether a comment tells which step it has come to: each run brings it up to date. */
function isTold({ status, comment }: KeptJob): boolean {
  return status === 'RUNNING' && comment === 'steps';
}

const unapproved: Ended = {
  status: 'ABORTED',
  error: 'NotApproved',
  cause: 'Nobody approved it within 13 days. Run it again to ask once more.',
};

/** An operator may ask for less: `{ "patienceSeconds": 0 }`. */
function patienceFor(job: KeptJob, event: unknown): number {
  const asked = field(event, 'patienceSeconds');
  if (typeof asked === 'number' && asked >= 0) return asked;
  if (isTold(job)) return patienceSeconds.told;
  if (job.isHeld) return patienceSeconds.held;
  return job.status === 'QUEUED' ? patienceSeconds.queued : patienceSeconds.other;
}
