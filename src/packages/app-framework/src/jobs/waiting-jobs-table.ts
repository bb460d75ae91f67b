import type { AskedApproval, Job } from './job';
import { waitText } from './job-row';
import { createUpdateJob, isOpen, type JobsCollaborators, openValues, type Timed, type Written } from './jobs-table';

export type WaitingJobs = ReturnType<typeof createWaitingJobs>;

/** An execution that waits, in which of its runs. */
export interface WaitingExecution extends Pick<Job, 'jobId' | 'comment'> {
  readonly executionArn: string;
  readonly redrives: number;
}

const refusal = 'Refusal';
const names = { '#status': 'Status' };
const waiting = { ':waiting': { S: 'WAITING' } };

/** Rows of jobs that wait for people. All throw AwsCallError. */
export function createWaitingJobs(collaborators: JobsCollaborators) {
  const update = createUpdateJob(collaborators);

  return {
    /** Notes who let it start; refused where somebody did before, where it has ended, or is to end. */
    release(jobId: string, by: { readonly id: number; readonly login: string }, remainingMilliseconds: Timed): Written {
      const change = {
        set: ['#status = :queued', 'ApprovedBy = :login', 'ApprovedById = :id'],
        condition:
          '#status = :waiting AND attribute_exists(NeedsApproval) AND attribute_not_exists(ApprovedBy) AND attribute_not_exists(StopReason)',
        names,
        values: {
          ':queued': { S: 'QUEUED' },
          ...waiting,
          ':login': { S: by.login },
          ':id': { N: String(by.id) },
        },
        remove: [refusal],
      };
      return update(jobId, change, remainingMilliseconds);
    },

    /**
     * Notes what its execution waits for, and that it has a comment, where it has; refused where it has ended, or is to end, and where another
     * run of its execution than this goes on.
     */
    wait(
      { jobId, executionArn, comment, redrives }: WaitingExecution,
      asked: AskedApproval,
      remainingMilliseconds: Timed,
    ): Written {
      const change = {
        set: [
          '#status = :waiting',
          'WaitsFor = :wait',
          'ExecutionArn = :arn',
          ...(comment === undefined ? [] : ['CommentKind = :comment']),
        ],
        // What it shows is of another wait.
        remove: ['Shown', refusal],
        condition: `${isOpen} AND attribute_not_exists(StopReason) AND Redrives = :redrives`,
        names,
        values: {
          ...openValues,
          ':redrives': { N: String(redrives) },
          ':wait': { S: waitText(asked) },
          ':arn': { S: executionArn },
          ...(comment !== undefined && { ':comment': { S: comment } }),
        },
      };
      return update(jobId, change, remainingMilliseconds);
    },

    /** Notes that its execution waits no more, or for something else; refused where it waits for another thing already, or has ended. */
    goOn(
      { jobId, was, next }: { readonly jobId: string; readonly was: AskedApproval; readonly next?: AskedApproval },
      remainingMilliseconds: Timed,
    ): Written {
      const change = {
        set: next ? ['WaitsFor = :next'] : ['#status = :running'],
        remove: [next ? 'Shown' : 'WaitsFor', refusal],
        condition: '#status = :waiting AND WaitsFor = :was',
        names,
        values: {
          ...waiting,
          ':was': { S: waitText(was) },
          ...(next ? { ':next': { S: waitText(next) } } : { ':running': { S: 'RUNNING' } }),
        },
      };
      return update(jobId, change, remainingMilliseconds);
    },

    /** Notes why somebody's button did nothing, for its check run to say; refused where that is noted, or it has ended. */
    refuse(jobId: string, text: string, remainingMilliseconds: Timed): Written {
      const change = {
        set: [`${refusal} = :text`],
        remove: ['Shown'],
        condition: `${isOpen} AND (attribute_not_exists(${refusal}) OR ${refusal} <> :text)`,
        names,
        values: { ...openValues, ':text': { S: text } },
      };
      return update(jobId, change, remainingMilliseconds);
    },
  };
}
