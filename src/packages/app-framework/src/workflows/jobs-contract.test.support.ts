import { createIsCurrent } from '../jobs/is-current';
import type { Job } from '../jobs/job';
import type { KeptJob } from '../jobs/job-row';
import { createJobs } from '../jobs/jobs-table';
import { createRepositoryJobs, entriesIndex, type JobEntry, namesIndex } from '../jobs/repository-jobs-table';
import { createShownJobs } from '../jobs/shown-jobs-table';
import { createUnsettledJobs, unsettledIndex } from '../jobs/unsettled-table';
import { createWaitingJobs } from '../jobs/waiting-jobs-table';
import { createLostInstallations, type LossNews } from '../lost-installations/lost-installations-table';
import { createClaimCheck } from '../progress/check-claim-table';
import { createCheckReports } from '../progress/check-report-table';
import { createPaceTable } from '../progress/pace-table';

const remaining = () => 20_000;
const executionArn = 'arn:aws:states:us-east-1:111122223333:execution:checks:one';
let jobs = 0;

/** What the table of the construct is found by, as far as the suite looks. */
export const indexes = {
  [unsettledIndex]: { UnsettledIn: 'S', UnsettledAs: 'S' },
  RepoStatusIndex: { RepoKey: 'S', Status: 'S' },
  [entriesIndex]: { RepoKey: 'S', CreatedAt: 'S' },
  [namesIndex]: { RepoName: 'S', CreatedAt: 'S' },
} as const;

/** A job that no other test has, in an installation of its own. */
function newJob(more: Partial<Job> = {}): Job {
  jobs += 1;
  return {
    jobId: `job-${jobs}`,
    firstJob: `job-${jobs}`,
    attempt: 1,
    workflow: 'checks',
    check: 'Checks',
    machine: 'arn:aws:states:us-east-1:111122223333:stateMachine:checks',
    input: '{"job":"one"}',
    host: 'api.github.com',
    appId: 7,
    installationId: 100 + jobs,
    repositoryId: 6,
    repository: 'acme/website',
    sha: 'a'.repeat(40),
    pullRequest: 5,
    deliveryId: 'd1',
    userId: 4_294_967_297,
    ...more,
  };
}

/** What workflows rely on, for the table of the tests and the one in DynamoDB alike, wherever signed requests lead. */
export function jobsContract(tableName: string): void {
  const table = createJobs({ tableName });
  const ofShown = createShownJobs({ tableName });
  const unsettled = createUnsettledJobs({ tableName });
  const kept = async ({ jobId }: Pick<Job, 'jobId'>): Promise<KeptJob> => {
    const job = await table.read(jobId, remaining);
    if (job) return job;
    throw new Error(`There is no ${jobId}.`);
  };
  const given = async (more: Partial<Job> = {}) => {
    const job = newJob(more);
    await table.queue(job, remaining);
    return kept(job);
  };
  const run = (job: KeptJob, redrives = 0) => table.run(job, { executionArn, redrives }, remaining);
  const end = (job: KeptJob, status: 'SUCCEEDED' | 'FAILED', redrives = 0) =>
    table.end(job, { status, error: 'Oops', cause: 'it broke', executionArn, redrives }, remaining);
  const found = async (list: AsyncGenerator<KeptJob>) => {
    const ids: string[] = [];
    for await (const { jobId } of list) ids.push(jobId);
    return ids;
  };

  describe('rows of jobs', () => {
    it('ends at once what was queued just now, and nothing that has begun', async () => {
      const lost = await given();
      expect(await table.lose(lost, 'because', remaining)).toBe('written');
      expect(await kept(lost)).toMatchObject({ status: 'ABORTED', cause: 'because' });
      const begun = await given();
      await table.run(begun, { executionArn, redrives: 0 }, remaining);
      expect([await table.lose(begun, 'because', remaining), (await kept(begun)).status]).toEqual([
        'refused',
        'RUNNING',
      ]);
    });

    it('knows which installations are lost by the newest news, and what is gone for good', async () => {
      const lost = createLostInstallations({ tableName, installationTableName: 'none' });
      const place = await given();
      const began = Date.now();
      const note = (kind: LossNews['kind'], second: number) => {
        const at = new Date(began + 1_000 * second);
        return lost.note(place, { kind, ...(kind !== 'back' && { reason: kind }), at }, remaining);
      };
      const reason = () => lost.reasonOf(place, remaining);
      expect([await note('away', 5), await reason()]).toEqual([true, 'away']);
      expect([await note('back', 6), await reason()]).toEqual([true, undefined]);
      expect([await note('away', 5), await reason()]).toEqual([false, undefined]);
      expect([await note('gone', 4), await reason()]).toEqual([true, 'gone']);
      expect([await note('back', 9), await note('gone', 4), await reason()]).toEqual([false, true, 'gone']);
    });

    it('are made once, and tell the job as it was given', async () => {
      const job = newJob();
      expect(await table.read(job.jobId, remaining)).toBeUndefined();
      expect(await table.queue(job, remaining)).toBe('written');
      expect(await table.queue({ ...job, sha: 'b'.repeat(40) }, remaining)).toBe('refused');
      expect(await kept(job)).toMatchObject({ ...job, status: 'QUEUED', redrives: 0, isCheckRunBegun: false });
    });

    it('run once they are queued, and are not made by what has none', async () => {
      const job = await given();
      expect(await run(job)).toBe('written');
      expect(await run(job)).toBe('refused');
      expect(await kept(job)).toMatchObject({ status: 'RUNNING', executionArn });
      const none = { ...job, jobId: 'none' };
      expect([await run(none), await end(none, 'FAILED')]).toEqual(['refused', 'refused']);
      expect(await table.read('none', remaining)).toBeUndefined();
    });

    it('end once, whether they ran or not, and run no more', async () => {
      const [queued, ran] = [await given(), await given()];
      await run(ran);
      for (const job of [queued, ran]) {
        expect(await end(job, 'FAILED')).toBe('written');
        expect(await end(job, 'SUCCEEDED')).toBe('refused');
        expect(await run(job)).toBe('refused');
        expect(await kept(job)).toMatchObject({ status: 'FAILED', error: 'Oops', cause: 'it broke' });
      }
    });

    it('run again after a redrive, which what comes late of before does not end', async () => {
      const job = await given();
      await end(job, 'FAILED');
      expect(await run(job, 1)).toBe('written');
      const again = await kept(job);
      expect(again).toMatchObject({ status: 'RUNNING', redrives: 1 });
      expect(again).not.toHaveProperty('error');
      expect(await end(again, 'FAILED', 0)).toBe('refused');
      expect(await end(again, 'SUCCEEDED', 1)).toBe('written');
    });

    it('are asked to stop once, while they have not ended', async () => {
      const [job, ended] = [await given(), await given()];
      await end(ended, 'SUCCEEDED');
      const stop = { as: 'ABORTED', reason: 'Ada wished so' } as const;
      expect(await table.askStop(job.jobId, stop, remaining)).toBe('written');
      expect(await table.askStop(job.jobId, { as: 'SUPERSEDED', reason: 'newer' }, remaining)).toBe('refused');
      expect(await table.askStop(ended.jobId, stop, remaining)).toBe('refused');
      expect(await kept(job)).toMatchObject({ stop });
    });

    it('let steps write for their present run, until somebody wants it to end or it has', async () => {
      const isCurrent = createIsCurrent({ jobs: table });
      const asks = ({ jobId }: Job, redrives?: number) =>
        isCurrent({ jobId, ...(redrives !== undefined && { redrives }) }, remaining);
      const [ended, stopped] = [await given(), await given()];
      expect(await asks(ended)).toBe(true);
      await run(ended);
      expect([await asks(ended), await asks(newJob())]).toEqual([true, false]);
      await end(ended, 'FAILED');
      // Of the redrive, the row is told later than the first step asks.
      expect([await asks(ended), await asks(ended, 1)]).toEqual([false, true]);
      await run(ended, 1);
      expect([await asks(ended, 0), await asks(ended, 1)]).toEqual([false, true]);
      await table.askStop(stopped.jobId, { as: 'SUPERSEDED', reason: 'newer' }, remaining);
      expect(await asks(stopped)).toBe(false);
    });

    it('are taken up by one of those who read the same', async () => {
      const early = createJobs({ tableName, now: () => new Date(Date.now() - 60_000) });
      const job = newJob();
      await early.queue(job, remaining);
      const seen = await kept(job);
      const taken = await Promise.all(['one', 'other'].map(() => table.takeUp(seen, remaining)));
      expect(taken.sort()).toEqual(['refused', 'written']);
    });

    it('know which check run shows which status, and are settled by their last', async () => {
      const job = await given();
      await ofShown.beginCheckRun(job.jobId, remaining);
      expect(await kept(job)).toMatchObject({ isCheckRunBegun: true });
      await ofShown.shown(job.jobId, { status: 'QUEUED', checkRunId: 4_294_967_299 }, remaining);
      expect(await kept(job)).toMatchObject({ checkRunId: 4_294_967_299, shown: 'QUEUED' });
      const other = await given({ installationId: job.installationId, workflow: 'deploy' });
      expect((await found(unsettled.ofInstallation(job, remaining))).sort()).toEqual([job.jobId, other.jobId].sort());
      expect(await found(unsettled.ofWorkflow(other, remaining))).toEqual([other.jobId]);
      await end(job, 'SUCCEEDED');
      await ofShown.shown(job.jobId, { status: 'SUCCEEDED' }, remaining);
      expect(await found(unsettled.ofInstallation(job, remaining))).toEqual([other.jobId]);
      expect(await found(unsettled.all(remaining))).toContain(other.jobId);
    });

    it('keep what their steps report, once each and all of those at once, until they have ended', async () => {
      const reports = createCheckReports({ tableName });
      const job = await given();
      const keep = (mark: string, more: object = {}) =>
        reports.keep(job, { mark, annotations: Array(60).fill({ path: mark }), ...more }, remaining);
      await Promise.all(['a', 'b', 'c'].map((mark) => keep(mark, { title: mark, summary: 'first' })));
      expect(await keep('a')).toEqual({ leftOut: 0, version: 3 });
      await keep('d', { title: 'last', annotations: [] });
      const { batches, ...said } = await reports.read(job.jobId, remaining);
      expect(said).toEqual({ title: 'last', summary: 'first', leftOut: 0, sent: 0, annotated: 0 });
      const sizes = await Promise.all(batches.map(async (key) => (await reports.batch(key, remaining)).length));
      expect(sizes).toEqual([50, 10, 50, 10, 50, 10]);
      await reports.sent(job.jobId, { sent: 2, annotated: 60 }, remaining);
      expect(await reports.read(job.jobId, remaining)).toMatchObject({ sent: 2, annotated: 60 });
      expect(await kept(job)).toMatchObject({ reported: 4 });
      await ofShown.shown(job.jobId, { status: 'QUEUED', checkRunId: 7, reported: 4 }, remaining);
      expect(await kept(job)).toMatchObject({ reportShown: 4, shown: 'QUEUED' });
      await end(job, 'FAILED');
      expect(await keep('e')).toBe('over');
    });

    it('that are commented on are settled once their comment says the end, too', async () => {
      const job = await given({ comment: 'steps' });
      await end(job, 'SUCCEEDED');
      await ofShown.shown(job.jobId, { status: 'SUCCEEDED', checkRunId: 7, comment: 'steps' }, remaining);
      await ofShown.beginComment(job.jobId, remaining);
      expect(await found(unsettled.ofInstallation(job, remaining))).toEqual([job.jobId]);
      expect(await kept(job)).toMatchObject({ comment: 'steps', isCommentBegun: true });
      const comment = { jobId: job.jobId, status: 'SUCCEEDED', commentId: 4_294_967_300 } as const;
      await ofShown.commented(comment, 'SUCCEEDED-0-x', remaining);
      expect(await kept(job)).toMatchObject({ commentId: 4_294_967_300, commented: 'SUCCEEDED-0-x' });
      expect(await found(unsettled.ofInstallation(job, remaining))).toEqual([]);
    });

    it('are found by their repository whatever it is called, and that by each name that it had', async () => {
      const repositoryId = 4_294_967_310;
      const place = { host: 'api.github.com', repositoryId };
      const sha = 'b'.repeat(40);
      const job = await given({ ...place, repository: 'Acme/Found' });
      const other = await given({ ...place, repository: 'acme/renamed', sha });
      const taken = await given({ host: 'ghe.example.com', repositoryId, repository: 'acme/found' });
      const of = createRepositoryJobs({ tableName });
      const entries = async (where: Pick<Job, 'host' | 'repositoryId'>) => {
        const all: JobEntry[] = [];
        for await (const entry of of.entries(where, remaining)) all.push(entry);
        return all;
      };
      const found = await entries(place);
      expect(found.map(({ jobId }) => jobId).sort()).toEqual([job.jobId, other.jobId].sort());
      expect(found).toContainEqual({ jobId: other.jobId, ...place, sha, createdAt: other.createdAt });
      expect(await entries({ ...place, repositoryId: repositoryId + 1 })).toEqual([]);
      expect((await entries(taken)).map(({ jobId }) => jobId)).toEqual([taken.jobId]);
      const called = async (name: string) => (await of.called(name, remaining)).map(({ host }) => host).sort();
      expect(await called('ACME/found')).toEqual(['api.github.com', 'ghe.example.com']);
      expect(await of.called('acme/Renamed', remaining)).toEqual([place]);
      expect(await called('acme/found-not')).toEqual([]);
      await end(other, 'FAILED');
      expect((await of.open(place, remaining)).map(({ jobId }) => jobId)).toEqual([job.jobId]);
      const rows = await of.rows(found, remaining);
      expect(rows.map(({ jobId }) => jobId)).toEqual(found.map(({ jobId }) => jobId));
      expect(rows.map(({ status }) => status).sort()).toEqual(['FAILED', 'QUEUED']);
    });

    it('are to be shown anew when their execution waits for something else, and wait no more when it goes on', async () => {
      const waits = createWaitingJobs({ tableName });
      const job = await given();
      const asked = (name: string) =>
        ({ name, permission: 'write', by: 'others', until: '2026-11-14T07:00:00.000Z' }) as const;
      await waits.wait({ jobId: job.jobId, executionArn, redrives: 0 }, asked('first'), remaining);
      await ofShown.shown(job.jobId, { status: 'WAITING', checkRunId: 7 }, remaining);
      expect(await kept(job)).toMatchObject({ shown: 'WAITING', waitsFor: asked('first') });
      const next = { jobId: job.jobId, was: asked('first'), next: asked('second') };
      expect(await waits.goOn(next, remaining)).toBe('written');
      expect(await waits.goOn(next, remaining)).toBe('refused');
      const waiting = await kept(job);
      expect([waiting.shown, waiting.waitsFor]).toEqual([undefined, asked('second')]);
      expect(await waits.goOn({ jobId: job.jobId, was: asked('second') }, remaining)).toBe('written');
      const running = await kept(job);
      expect([running.status, running.waitsFor]).toEqual(['RUNNING', undefined]);
    });

    it('keep what the writer of an installation has used of each limit', async () => {
      const pace = createPaceTable({ tableName });
      const [writer, other] = [newJob(), newJob()];
      expect(await pace.read(writer, remaining)).toEqual({ second: 0, minute: 0, hour: 0 });
      await pace.write(writer, { second: 1_793_534_400_001, minute: 2, hour: 3 }, remaining);
      expect(await pace.read(writer, remaining)).toEqual({ second: 1_793_534_400_001, minute: 2, hour: 3 });
      expect(await pace.read(other, remaining)).toEqual({ second: 0, minute: 0, hour: 0 });
    });

    it('let the newest job of a check and commit have its check run', async () => {
      const claim = createClaimCheck({ tableName });
      const commit = { sha: 'c'.repeat(40), check: 'Claimed' };
      const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 7, minute));
      const job = await given(commit);
      const [first, second] = [1, 2].map((minute) => ({ ...job, createdAt: at(minute) }));
      if (!first || !second) throw new Error('There are two.');
      expect(await claim(second, remaining)).toBe('claimed');
      expect(await claim(second, remaining)).toBe('claimed');
      expect(await claim(first, remaining)).toBe('overtaken');
      expect(await claim({ ...first, check: 'Other' }, remaining)).toBe('claimed');
      expect(await claim({ ...first, appId: first.appId + 1 }, remaining)).toBe('claimed');
    });
  });
}
