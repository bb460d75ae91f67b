import { conditionHolds, createTableCall } from '../aws/table-call';
import { cutBytes } from '../lambda/cut-text';
import { field } from '../lambda/parsed-json';
import { retentionSeconds } from '../webhooks/ledger-keys';
import { type FinalStatus, type Job, openStatuses, type StopReason } from './job';
import { ageOf } from './job-age';
import { type KeptJob, keptJob, rowOf, unsettledPlace } from './job-row';

export interface JobsCollaborators {
  readonly tableName: string;
  readonly now?: () => Date;
}

/** What an execution is in, and in which of its runs: a redrive begins another. */
export interface Told {
  readonly executionArn: string;
  readonly redrives: number;
}

export interface JobEnd extends Partial<Pick<Told, 'executionArn'>> {
  readonly redrives: number;
  readonly status: FinalStatus;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

export type Timed = () => number;
export type Written = Promise<'written' | 'refused'>;

export type NewJobs = ReturnType<typeof createNewJobs>;
export type Jobs = ReturnType<typeof createJobs>;

const longestCauseBytes = 8_000;
const status = { '#status': 'Status' };
/** Whether a row is of a job that has not ended, in terms of `openValues` and the name `#status`. */
export const isOpen = `#status IN (${openStatuses.map((one) => `:${one.toLowerCase()}`).join(', ')})`;
export const openValues = Object.fromEntries(openStatuses.map((one) => [`:${one.toLowerCase()}`, { S: one }]));

/** The rows of jobs that begin, for those who do no more: they change none that somebody else has written since. All throw AwsCallError. */
export function createNewJobs({ tableName, now = () => new Date() }: JobsCollaborators) {
  const call = createTableCall(tableName);

  /** Writes the row, unless it is there: then nothing is changed. */
  function put(job: Job, state: object, remainingMilliseconds: Timed, before = unwritten): Written {
    const at = now();
    const Item = {
      ...rowOf(job),
      ...unsettledPlace({ ...job, createdAt: at }),
      ...state,
      Redrives: { N: '0' },
      CreatedAt: { S: at.toISOString() },
      UpdatedAt: { S: at.toISOString() },
      ExpiresAt: expiryFrom(at),
    };
    const input = { Item, ...before };
    return unlessRefused(call({ operation: 'PutItem', input, remainingMilliseconds }));
  }

  return {
    /** Writes the row, unless it is there: then nothing is changed. */
    queue: (job: Job, remainingMilliseconds: Timed): Written =>
      put(job, { Status: { S: 'QUEUED' } }, remainingMilliseconds),

    /** Writes the row of a job that waits for somebody's approval before it is started, unless it is there. */
    queueUnapproved: (job: Job, remainingMilliseconds: Timed): Written =>
      put(job, { Status: { S: 'WAITING' } }, remainingMilliseconds),

    /** Writes the row of a job that is never started, and why, unless it is there. */
    skip: (job: Job, reason: string, remainingMilliseconds: Timed): Written =>
      put(job, { Status: { S: 'SKIPPED' }, Cause: { S: cutBytes(reason, longestCauseBytes) } }, remainingMilliseconds),

    /** Notes that the job which was queued just now ended at once, and why; refused where something has happened to it. */
    lose: (job: Job, reason: string, remainingMilliseconds: Timed): Written =>
      put(job, { Status: { S: 'ABORTED' }, Cause: { S: reason } }, remainingMilliseconds, queuedJustNow),

    async read(jobId: string, remainingMilliseconds: Timed): Promise<KeptJob | undefined> {
      const input = { Key: { JobId: { S: jobId } }, ConsistentRead: true };
      const answer = await call({ operation: 'GetItem', input, remainingMilliseconds });
      return keptJob(field(answer, 'Item'));
    },
  };
}

const unwritten: object = { ConditionExpression: 'attribute_not_exists(JobId)' };
const queuedJustNow: object = {
  ConditionExpression: '#status IN (:queued, :waiting) AND attribute_not_exists(ExecutionArn)',
  ExpressionAttributeNames: status,
  ExpressionAttributeValues: { ':queued': { S: 'QUEUED' }, ':waiting': { S: 'WAITING' } },
};

/** The Jobs table: a row for each job, until 90 days after its end. All throw AwsCallError. */
export function createJobs({ tableName, now = () => new Date() }: JobsCollaborators) {
  const update = createUpdateJob({ tableName, now });

  return {
    ...createNewJobs({ tableName, now }),

    /** Notes that the execution runs, once more after a redrive; refused where it is known to, or has ended. */
    run(job: KeptJob, { executionArn, redrives }: Told, remainingMilliseconds: Timed): Written {
      const isRedriven = redrives > job.redrives;
      const change = {
        set: ['#status = :running', 'ExecutionArn = :arn', 'Redrives = :redrives', ...settledAgain, longer],
        // What it ended with before is no longer so.
        ...(isRedriven && { remove: ['#error', 'Cause', ...ofEarlierRun] }),
        condition: '(Redrives < :redrives OR (Redrives = :redrives AND #status = :queued))',
        names: { ...status, ...(isRedriven && { '#error': 'Error' }) },
        values: {
          ':running': { S: 'RUNNING' },
          ':queued': { S: 'QUEUED' },
          ':arn': { S: executionArn },
          ':expires': expiryFrom(now()),
          ...placeValues(job, redrives),
        },
      };
      return update(job.jobId, change, remainingMilliseconds);
    },

    /** Notes how the execution ended; refused where that is known, or where it has been redriven since. */
    end(job: KeptJob, end: JobEnd, remainingMilliseconds: Timed): Written {
      const { status: ended, error, cause, executionArn, redrives } = end;
      const change = {
        set: [
          '#status = :ended',
          '#error = :error',
          'Cause = :cause',
          'Redrives = :redrives',
          'EndedAt = :at',
          ...settledAgain,
          longer,
          ...(executionArn === undefined ? [] : ['ExecutionArn = :arn']),
        ],
        ...(redrives > job.redrives && { remove: ofEarlierRun }),
        condition: `(Redrives < :redrives OR (Redrives = :redrives AND ${isOpen}))`,
        names: { ...status, '#error': 'Error' },
        values: {
          ':ended': { S: ended },
          ':expires': expiryFrom(now()),
          ':error': { S: error ?? '' },
          ':cause': { S: cutBytes(cause ?? '', longestCauseBytes) },
          ...(executionArn !== undefined && { ':arn': { S: executionArn } }),
          ...placeValues(job, redrives),
          ...openValues,
        },
      };
      return update(job.jobId, change, remainingMilliseconds);
    },

    /** Notes that somebody wants it to end, and why; refused where it has ended, or somebody did before. */
    askStop(jobId: string, { as, reason }: StopReason, remainingMilliseconds: Timed): Written {
      const change = {
        set: ['StopAs = :as', 'StopReason = :reason'],
        condition: `attribute_not_exists(StopReason) AND ${isOpen}`,
        names: status,
        values: { ':as': { S: as }, ':reason': { S: reason }, ...openValues },
      };
      return update(jobId, change, remainingMilliseconds);
    },

    /** Whoever looks after jobs takes this one up; refused where something happened to it since it was read. */
    takeUp({ jobId, updatedAt, status }: KeptJob, remainingMilliseconds: Timed): Written {
      const isKept = openStatuses.includes(status);
      const values = { ':seen': { S: updatedAt.toISOString() }, ...(isKept && { ':expires': expiryFrom(now()) }) };
      const change = { set: isKept ? [longer] : [], condition: 'UpdatedAt = :seen', values };
      return update(jobId, change, remainingMilliseconds);
    },
  };
}

/** An execution may run for a year: the row of what runs stays, and that of what has ended 90 days. */
const longer = 'ExpiresAt = :expires';

/** When a row goes that is written now. */
export function expiryFrom(at: Date) {
  return { N: String(Math.floor(at.getTime() / 1_000) + retentionSeconds) };
}

/** What is shown of another run than the newest is old, and nobody wanted that one to end. */
const ofEarlierRun = ['Shown', 'StopAs', 'StopReason', 'WaitsFor', 'Refusal'];
export const unsettled = ['UnsettledIn', 'UnsettledAs'];
const settledAgain = ['UnsettledIn = :in', 'UnsettledAs = :as'];

function placeValues(job: KeptJob, redrives: number) {
  const { UnsettledIn, UnsettledAs } = unsettledPlace(job);
  return { ':redrives': { N: String(redrives) }, ':in': UnsettledIn, ':as': UnsettledAs };
}

export type ClaimNewest = ReturnType<typeof createClaimNewest>;

/** Of the jobs that write one and the same thing the newest has it: the key of its row says what it is. */
export function createClaimNewest({ tableName, now = () => new Date() }: JobsCollaborators) {
  const call = createTableCall(tableName);

  /** @throws AwsCallError */
  return async function claim(
    key: string,
    job: Pick<KeptJob, 'jobId' | 'happenedAtSeconds' | 'createdAt'>,
    remainingMilliseconds: Timed,
  ): Promise<'claimed' | 'overtaken'> {
    const age = { N: String(ageOf(job)) };
    const input = {
      Item: { JobId: { S: key }, JobAge: age, ClaimedBy: { S: job.jobId }, ExpiresAt: expiryFrom(now()) },
      ConditionExpression:
        'attribute_not_exists(JobId) OR JobAge < :age OR (JobAge = :age AND (ClaimedBy < :job OR ClaimedBy = :job))',
      ExpressionAttributeValues: { ':age': age, ':job': { S: job.jobId } },
    };
    return (await conditionHolds(call({ operation: 'PutItem', input, remainingMilliseconds })))
      ? 'claimed'
      : 'overtaken';
  };
}

/** Changes rows of jobs, if they are as the condition wants them. */
export function createUpdateJob({ tableName, now = () => new Date() }: JobsCollaborators) {
  const call = createTableCall(tableName);

  /** @throws AwsCallError */
  return async function update(jobId: string, change: JobChange, remainingMilliseconds: Timed): Written {
    const { set, remove = [], condition, values = {}, names = {} } = change;
    const input = {
      Key: { JobId: { S: jobId } },
      UpdateExpression: `SET ${[...set, 'UpdatedAt = :at'].join(', ')}${remove.length > 0 ? ` REMOVE ${remove.join(', ')}` : ''}`,
      ConditionExpression: `attribute_exists(JobId) AND ${condition}`,
      ExpressionAttributeValues: { ':at': { S: now().toISOString() }, ...values },
      ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    };
    return unlessRefused(call({ operation: 'UpdateItem', input, remainingMilliseconds }));
  };
}

export interface JobChange {
  readonly set: readonly string[];
  readonly remove?: readonly string[];
  readonly condition: string;
  readonly values?: object;
  readonly names?: Readonly<Record<string, string>>;
}

/** Whether the write was as its condition wants it. */
export async function unlessRefused(write: Promise<unknown>): Written {
  return (await conditionHolds(write)) ? 'written' : 'refused';
}
