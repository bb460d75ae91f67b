import type { AskedApproval, Job } from './job';
import { waitText } from './job-row';
import { createUpdateJob, type JobsCollaborators, type Timed, type Written } from './jobs-table';

export type WaitingJobs = ReturnType<typeof createWaitingJobs>;

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
      };
      return update(jobId, change, remainingMilliseconds);
    },

    /** Notes what its execution waits for, and that it has a comment, where it has; refused where it has ended, or is to end. */
    wait(
      { jobId, executionArn, comment }: Pick<Job, 'jobId' | 'comment'> & { readonly executionArn: string },
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
        remove: ['Shown'],
        condition: '#status IN (:queued, :running, :waiting) AND attribute_not_exists(StopReason)',
        names,
        values: {
          ...waiting,
          ':queued': { S: 'QUEUED' },
          ':running': { S: 'RUNNING' },
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
        remove: next ? ['Shown'] : ['WaitsFor'],
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
  };
}
