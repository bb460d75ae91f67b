import { createUpdateJob, type JobsCollaborators, type Timed, type Written } from '../jobs/jobs-table';

export type UnapprovedJobs = ReturnType<typeof createUnapprovedJobs>;

/** Rows of jobs that wait to be started. All throw AwsCallError. */
export function createUnapprovedJobs(collaborators: JobsCollaborators) {
  const update = createUpdateJob(collaborators);

  return {
    /** Notes who let it start; refused where somebody did before, where it has ended, or is to end. */
    release(jobId: string, by: { readonly id: number; readonly login: string }, remainingMilliseconds: Timed): Written {
      const change = {
        set: ['#status = :queued', 'ApprovedBy = :login', 'ApprovedById = :id'],
        condition:
          '#status = :waiting AND attribute_exists(NeedsApproval) AND attribute_not_exists(ApprovedBy) AND attribute_not_exists(StopReason)',
        names: { '#status': 'Status' },
        values: {
          ':queued': { S: 'QUEUED' },
          ':waiting': { S: 'WAITING' },
          ':login': { S: by.login },
          ':id': { N: String(by.id) },
        },
      };
      return update(jobId, change, remainingMilliseconds);
    },
  };
}
