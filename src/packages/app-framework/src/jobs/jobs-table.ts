import { createTableCall, isUnmetCondition } from '../aws/table-call';
import { numberOf, textOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';
import { retentionSeconds } from '../webhooks/ledger-keys';
import { type FinalStatus, type Job, type JobStatus, openStatuses } from './job';

/** A job as its row tells it. */
export interface KeptJob extends Job {
  readonly status: JobStatus;
  /** Name of the error that it ended with. */
  readonly error?: string;
  readonly cause?: string;
  readonly checkRunId?: number;
  /** Whether a check run may be there that the row does not know. */
  readonly isCheckRunBegun: boolean;
  /** Status that its check run shows. */
  readonly shown?: string;
}

export interface JobsCollaborators {
  readonly tableName: string;
  readonly now?: () => Date;
}

export interface JobEnd {
  readonly status: FinalStatus;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

type Timed = () => number;

export type Jobs = ReturnType<typeof createJobs>;

const longestCause = 2_000;

/** The Jobs table: a row for each job, for 90 days. All throw AwsCallError. */
export function createJobs({ tableName, now = () => new Date() }: JobsCollaborators) {
  const call = createTableCall(tableName);

  /** Whether the row was as the condition wants it. */
  async function update(jobId: string, change: Change, remainingMilliseconds: Timed): Promise<'written' | 'refused'> {
    const { set, condition, values, names = {} } = change;
    const input = {
      Key: { JobId: { S: jobId } },
      UpdateExpression: `SET ${set}, UpdatedAt = :at`,
      ConditionExpression: `attribute_exists(JobId) AND ${condition}`,
      ExpressionAttributeValues: { ':at': { S: now().toISOString() }, ...values },
      ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    };
    return unlessRefused(call({ operation: 'UpdateItem', input, remainingMilliseconds }));
  }

  return {
    /** Writes the row, unless it is there: then nothing is changed. */
    async queue(job: Job, remainingMilliseconds: Timed): Promise<'written' | 'refused'> {
      const at = now();
      const Item = {
        ...rowOf(job),
        Status: { S: 'QUEUED' },
        CreatedAt: { S: at.toISOString() },
        UpdatedAt: { S: at.toISOString() },
        ExpiresAt: { N: String(Math.floor(at.getTime() / 1_000) + retentionSeconds) },
      };
      const input = { Item, ConditionExpression: 'attribute_not_exists(JobId)' };
      return unlessRefused(call({ operation: 'PutItem', input, remainingMilliseconds }));
    },

    async read(jobId: string, remainingMilliseconds: Timed): Promise<KeptJob | undefined> {
      const input = { Key: { JobId: { S: jobId } }, ConsistentRead: true };
      const answer = await call({ operation: 'GetItem', input, remainingMilliseconds });
      return keptJob(field(answer, 'Item'));
    },

    /** Notes that the execution runs; refused where it is known to, or has ended. */
    run(jobId: string, executionArn: string, remainingMilliseconds: Timed): Promise<'written' | 'refused'> {
      const change = {
        set: '#status = :running, ExecutionArn = :arn',
        condition: '#status = :queued',
        names: { '#status': 'Status' },
        values: { ':running': { S: 'RUNNING' }, ':queued': { S: 'QUEUED' }, ':arn': { S: executionArn } },
      };
      return update(jobId, change, remainingMilliseconds);
    },

    /** Notes how the execution ended; refused where it has ended before. */
    end(jobId: string, end: JobEnd & { readonly executionArn: string }, remainingMilliseconds: Timed) {
      const { status, error, cause, executionArn } = end;
      const change = {
        set: '#status = :status, ExecutionArn = :arn, #error = :error, Cause = :cause',
        condition: '#status IN (:queued, :running, :waiting)',
        names: { '#status': 'Status', '#error': 'Error' },
        values: {
          ':status': { S: status },
          ':arn': { S: executionArn },
          ':error': { S: error ?? '' },
          ':cause': { S: (cause ?? '').slice(0, longestCause) },
          ...Object.fromEntries(openStatuses.map((one) => [`:${one.toLowerCase()}`, { S: one }])),
        },
      };
      return update(jobId, change, remainingMilliseconds);
    },

    /** Notes that a check run is about to be made. */
    async beginCheckRun(jobId: string, remainingMilliseconds: Timed): Promise<void> {
      const change = { set: 'CheckRunBegunAt = :at', condition: 'attribute_not_exists(CheckRunId)', values: {} };
      await update(jobId, change, remainingMilliseconds);
    },

    /** Notes which check run shows which status; without one, that GitHub takes none. */
    async shown(
      jobId: string,
      { status, checkRunId }: { readonly status: JobStatus; readonly checkRunId?: number | undefined },
      remainingMilliseconds: Timed,
    ): Promise<void> {
      const change = {
        set: `Shown = :status${checkRunId === undefined ? '' : ', CheckRunId = :run'}`,
        condition: 'attribute_exists(JobId)',
        values: { ':status': { S: status }, ...(checkRunId !== undefined && { ':run': { N: String(checkRunId) } }) },
      };
      await update(jobId, change, remainingMilliseconds);
    },
  };
}

interface Change {
  readonly set: string;
  readonly condition: string;
  readonly values: object;
  readonly names?: Readonly<Record<string, string>>;
}

async function unlessRefused(write: Promise<unknown>): Promise<'written' | 'refused'> {
  try {
    await write;
    return 'written';
  } catch (error) {
    if (isUnmetCondition(error)) return 'refused';
    throw error;
  }
}

const texts = {
  JobId: 'jobId',
  Workflow: 'workflow',
  CheckName: 'check',
  StateMachineArn: 'machine',
  Input: 'input',
  Host: 'host',
  RepoFullName: 'repository',
  HeadSha: 'sha',
  DeliveryId: 'deliveryId',
} as const;
const numbers = {
  AppId: 'appId',
  InstallationId: 'installationId',
  RepositoryId: 'repositoryId',
  PullRequest: 'pullRequest',
  UserId: 'userId',
} as const;

function rowOf(job: Job) {
  const entries = [
    ...Object.entries(texts).map(([attribute, member]) => [attribute, { S: job[member] }]),
    ...Object.entries(numbers)
      .filter(([, member]) => job[member] !== undefined)
      .map(([attribute, member]) => [attribute, { N: String(job[member]) }]),
  ];
  return Object.fromEntries(entries);
}

/** @throws Error for a row that lacks what every job has */
function keptJob(item: unknown): KeptJob | undefined {
  if (item === undefined) return undefined;
  const text = (name: keyof typeof texts | 'Status') => needed(name, textOf(item, name));
  const number = (name: keyof typeof numbers) => needed(name, numberOf(item, name));
  const [pullRequest, userId, checkRunId] = ['PullRequest', 'UserId', 'CheckRunId'].map((name) => numberOf(item, name));
  const [error, cause, shown] = ['Error', 'Cause', 'Shown'].map((name) => textOf(item, name));
  return {
    jobId: text('JobId'),
    workflow: text('Workflow'),
    check: text('CheckName'),
    machine: text('StateMachineArn'),
    input: text('Input'),
    host: text('Host'),
    repository: text('RepoFullName'),
    sha: text('HeadSha'),
    deliveryId: text('DeliveryId'),
    appId: number('AppId'),
    installationId: number('InstallationId'),
    repositoryId: number('RepositoryId'),
    status: statusOf(text('Status')),
    isCheckRunBegun: textOf(item, 'CheckRunBegunAt') !== undefined,
    ...(pullRequest !== undefined && { pullRequest }),
    ...(userId !== undefined && { userId }),
    ...(checkRunId !== undefined && { checkRunId }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    ...(shown !== undefined && { shown }),
  };
}

function needed<Value>(name: string, value: Value | undefined): Value {
  if (value !== undefined) return value;
  throw new Error(`A row of the Jobs table has no ${name}: it was not written by this version.`);
}

const finalStatuses: readonly JobStatus[] = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'SUPERSEDED'];

function statusOf(text: string): JobStatus {
  const known = [...openStatuses, ...finalStatuses].find((status) => status === text);
  return needed('Status that is known', known);
}
