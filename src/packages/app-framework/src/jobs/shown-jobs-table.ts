import { openStatuses } from './job';
import { heldPlace, type KeptJob } from './job-row';
import { createUpdateJob, type JobsCollaborators, type Timed, unsettled, type Written } from './jobs-table';

export type ShownJobs = ReturnType<typeof createShownJobs>;

const status = { '#status': 'Status' };

/** What rows of jobs tell of what GitHub shows of them. All throw AwsCallError. */
export function createShownJobs(collaborators: JobsCollaborators) {
  const update = createUpdateJob(collaborators);

  return {
    /** Notes that a check run is about to be made. */
    async beginCheckRun(jobId: string, remainingMilliseconds: Timed): Promise<void> {
      const change = { set: ['CheckRunBegunAt = :at'], condition: 'attribute_not_exists(CheckRunId)' };
      await update(jobId, change, remainingMilliseconds);
    },

    /** Notes that GitHub lets the App write no conclusion of it now; refused where it runs again meanwhile. */
    hold(job: KeptJob, remainingMilliseconds: Timed): Written {
      const change = {
        set: ['UnsettledIn = :held'],
        condition: '#status = :ended',
        names: status,
        values: { ':held': { S: heldPlace(job) }, ':ended': { S: job.status } },
      };
      return update(job.jobId, change, remainingMilliseconds);
    },

    /** Notes that a comment is about to be made. */
    async beginComment(jobId: string, remainingMilliseconds: Timed): Promise<void> {
      await update(
        jobId,
        { set: ['CommentBegunAt = :at'], condition: 'attribute_exists(Workflow)' },
        remainingMilliseconds,
      );
    },

    /** Notes what its comment says; without an id, that GitHub takes none. A job that has ended, and whose check run says so, is settled by it. */
    async commented(
      { jobId, status: said, commentId }: Pick<KeptJob, 'jobId' | 'status' | 'commentId'>,
      commented: string,
      remainingMilliseconds: Timed,
    ): Promise<void> {
      const change = {
        set: ['Commented = :commented', ...(commentId === undefined ? [] : ['CommentId = :id'])],
        values: {
          ':commented': { S: commented },
          ...(commentId !== undefined && { ':id': { N: String(commentId) } }),
        },
      };
      const settled = {
        ...change,
        condition: '#status = :said AND Shown = :said',
        names: status,
        values: { ...change.values, ':said': { S: said } },
        remove: unsettled,
      };
      if (isFinal(said) && (await update(jobId, settled, remainingMilliseconds)) === 'written') return;
      await update(jobId, { ...change, condition: 'attribute_exists(Workflow)' }, remainingMilliseconds);
    },

    /** Notes which check run shows which status; without one, that GitHub takes none. A job that has ended is settled by it, unless its deployment or its comment is still to be told of that. */
    async shown(
      jobId: string,
      {
        status: shown,
        checkRunId,
        reported,
        comment,
        deployment,
      }: Pick<KeptJob, 'status' | 'checkRunId' | 'reported' | 'comment' | 'deployment'>,
      remainingMilliseconds: Timed,
    ): Promise<void> {
      const change = {
        set: [
          'Shown = :shown',
          ...(checkRunId === undefined ? [] : ['CheckRunId = :id']),
          ...(reported === undefined ? [] : ['ReportShown = :reported']),
        ],
        condition: '#status = :shown',
        names: status,
        values: {
          ':shown': { S: shown },
          ...(checkRunId !== undefined && { ':id': { N: String(checkRunId) } }),
          ...(reported !== undefined && { ':reported': { N: String(reported) } }),
        },
        ...(isFinal(shown) && comment === undefined && deployment === undefined && { remove: unsettled }),
      };
      if ((await update(jobId, change, remainingMilliseconds)) === 'written') return;
      // It has gone on since: what is shown is old, but the check run is its own.
      const { names: _names, remove: _remove, ...late } = change;
      await update(jobId, { ...late, condition: 'attribute_exists(Workflow)' }, remainingMilliseconds);
    },
  };
}

function isFinal(said: string): boolean {
  return !openStatuses.some((one) => one === said);
}
