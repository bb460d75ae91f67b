import { setTimeout as pause } from 'node:timers/promises';
import { conditionHolds, createTableCall } from '../aws/table-call';
import { numberOf, textOf } from '../aws/table-item';
import type { KeptJob } from '../jobs/job-row';
import {
  createUpdateJob,
  expiryFrom,
  isOpen,
  type JobsCollaborators,
  openValues,
  type Timed,
} from '../jobs/jobs-table';
import { field, parsedJson } from '../lambda/parsed-json';

/** What a step has to say in the check run of its job. */
export interface NewReport {
  /** The same for each try of the step. */
  readonly mark: string;
  readonly title?: string | undefined;
  readonly summary?: string | undefined;
  /** As GitHub takes them. */
  readonly annotations: readonly object[];
}

/** What the steps of a job have to say in its check run by now. */
export interface CheckReport {
  readonly title?: string;
  readonly summary?: string;
  /** Keys of the rows that hold annotations, as many each as a request takes. */
  readonly batches: readonly string[];
  /** Annotations that were too many. */
  readonly leftOut: number;
  /** So many of the batches GitHub was sent. */
  readonly sent: number;
  /** So many annotations the check run had after those. */
  readonly annotated: number;
}

export type CheckReports = ReturnType<typeof createCheckReports>;

/** https://docs.github.com/en/rest/checks/runs#update-a-check-run */
export const annotationsOfRequest = 50;
/** GitHub names no limit. Each request is one of two that an installation may write in a second. */
export const annotationsOfCheck = 1_000;
/** Steps that report at once change the same row. */
const mostTries = 40;
const longestPauseMilliseconds = 200;

interface Said {
  readonly title?: string | undefined;
  readonly summary?: string | undefined;
  readonly batches: readonly string[];
  readonly annotations: number;
  /** By the marks of the steps that are in it: what was left out of each. */
  readonly kept: Readonly<Record<string, number>>;
}

const nothing: Said = { batches: [], annotations: 0, kept: {} };

/** What steps have to say in the check runs of their jobs: rows beside those of jobs. All throw AwsCallError. */
export function createCheckReports({ tableName, now = () => new Date() }: JobsCollaborators) {
  const call = createTableCall(tableName);
  const update = createUpdateJob({ tableName, now });
  const keyOf = (jobId: string) => `step#report#${jobId}`;

  async function rowAt(JobId: string, remainingMilliseconds: Timed): Promise<unknown> {
    const input = { Key: { JobId: { S: JobId } }, ConsistentRead: true };
    return field(await call({ operation: 'GetItem', input, remainingMilliseconds }), 'Item');
  }

  function change(JobId: string, input: object, remainingMilliseconds: Timed): Promise<boolean> {
    const asked = { Key: { JobId: { S: JobId } }, ...input };
    return conditionHolds(call({ operation: 'UpdateItem', input: asked, remainingMilliseconds }));
  }

  async function keepBatches(
    job: KeptJob,
    { mark, annotations }: NewReport,
    remainingMilliseconds: Timed,
  ): Promise<string[]> {
    const keys: string[] = [];
    for (let from = 0; from < annotations.length; from += annotationsOfRequest) {
      const key = `${keyOf(job.jobId)}#${mark}#${from}`;
      const batch = JSON.stringify(annotations.slice(from, from + annotationsOfRequest));
      const Item = { JobId: { S: key }, Annotations: { S: batch }, ExpiresAt: expiryFrom(now()) };
      await call({ operation: 'PutItem', input: { Item }, remainingMilliseconds });
      keys.push(key);
    }
    return keys;
  }

  /** Adds it to what was said before, once; answers how much was left out, and the version that it is in. Absent where too many are at it. */
  async function add(job: KeptJob, report: NewReport, remainingMilliseconds: Timed) {
    const { mark, title, summary, annotations } = report;
    for (let tries = 0; tries < mostTries; tries += 1) {
      const row = await rowAt(keyOf(job.jobId), remainingMilliseconds);
      const [said, version] = [saidIn(row), numberOf(row, 'Version') ?? 0];
      const before = said.kept[mark];
      if (before !== undefined) return { leftOut: before, version };
      const taken = annotations.slice(0, Math.max(0, annotationsOfCheck - said.annotations));
      const leftOut = annotations.length - taken.length;
      const batches = await keepBatches(job, { ...report, annotations: taken }, remainingMilliseconds);
      const next: Said = {
        title: title ?? said.title,
        summary: summary ?? said.summary,
        batches: [...said.batches, ...batches],
        annotations: said.annotations + taken.length,
        kept: { ...said.kept, [mark]: leftOut },
      };
      const input = {
        UpdateExpression: 'SET Said = :said, Version = :next, ExpiresAt = :expires',
        ConditionExpression: version === 0 ? 'attribute_not_exists(Version)' : 'Version = :was',
        ExpressionAttributeValues: {
          ':said': { S: JSON.stringify(next) },
          ':next': { N: String(version + 1) },
          ':expires': expiryFrom(now()),
          ...(version > 0 && { ':was': { N: String(version) } }),
        },
      };
      if (await change(keyOf(job.jobId), input, remainingMilliseconds)) return { leftOut, version: version + 1 };
      await pause(Math.random() * longestPauseMilliseconds);
    }
    return undefined;
  }

  return {
    /**
     * Keeps what a step has to say, and notes in the row of its job that it is to be shown. Kept twice it is there once.
     * @returns what became of it: `over` where the job has ended, `busy` where too many steps report at once
     */
    async keep(
      job: KeptJob,
      report: NewReport,
      remainingMilliseconds: Timed,
    ): Promise<{ readonly leftOut: number; readonly version: number } | 'over' | 'busy'> {
      const added = await add(job, report, remainingMilliseconds);
      if (!added) return 'busy';
      const version = { N: String(added.version) };
      const noted = {
        set: ['Reported = :version'],
        condition: `${isOpen} AND (attribute_not_exists(Reported) OR Reported <= :version)`,
        names: { '#status': 'Status' },
        values: { ':version': version, ...openValues },
      };
      if ((await update(job.jobId, noted, remainingMilliseconds)) === 'written') return added;
      const known = numberOf(await rowAt(job.jobId, remainingMilliseconds), 'Reported') ?? 0;
      return known > added.version ? added : 'over';
    },

    async read(jobId: string, remainingMilliseconds: Timed): Promise<CheckReport> {
      const row = await rowAt(keyOf(jobId), remainingMilliseconds);
      const { title, summary, batches, kept } = saidIn(row);
      return {
        ...(title !== undefined && { title }),
        ...(summary !== undefined && { summary }),
        batches,
        leftOut: Object.values(kept).reduce((sum, one) => sum + one, 0),
        sent: numberOf(row, 'Sent') ?? 0,
        annotated: numberOf(row, 'Annotated') ?? 0,
      };
    },

    /** The annotations of a batch. */
    async batch(key: string, remainingMilliseconds: Timed): Promise<readonly unknown[]> {
      const list = parsedJson(textOf(await rowAt(key, remainingMilliseconds), 'Annotations') ?? '');
      return Array.isArray(list) ? list : [];
    },

    /** Notes how many batches GitHub was sent, and how many annotations the check run has since. */
    async sent(
      jobId: string,
      { sent, annotated }: Pick<CheckReport, 'sent' | 'annotated'>,
      remainingMilliseconds: Timed,
    ): Promise<void> {
      const input = {
        UpdateExpression: 'SET Sent = :sent, Annotated = :annotated',
        ConditionExpression: 'attribute_exists(Version)',
        ExpressionAttributeValues: { ':sent': { N: String(sent) }, ':annotated': { N: String(annotated) } },
      };
      await change(keyOf(jobId), input, remainingMilliseconds);
    },
  };
}

function saidIn(row: unknown): Said {
  const text = textOf(row, 'Said');
  return text === undefined ? nothing : JSON.parse(text);
}
