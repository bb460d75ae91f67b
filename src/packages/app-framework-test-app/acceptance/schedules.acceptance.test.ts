import { completedCheckRuns } from './harness/check-runs';
import { eventually } from './harness/eventually';
import { clientAs } from './harness/framework-client';
import { type GivenWorkflows, givenWorkflows } from './harness/given-jobs';
import { describeWith } from './harness/requires';
import { beginUntil } from './harness/schedules';

describeWith(['the local GitHub', 'the local AWS'], 'schedules', () => {
  let given: GivenWorkflows;
  beforeAll(async () => {
    given = await givenWorkflows();
  });
  afterAll(() => given.takeAway());

  it('start a workflow once when their time has come, on the head of the default branch', async () => {
    const sha = await given.pushTo('main');
    await completedCheckRuns(given.commit(sha));
    const client = await clientAs('OperatorRole');
    const owner = { appId: given.app.appId, installationId: given.installationId };
    const filters = { event: 'schedule', rate: '45 minutes' } as const;
    const began = Date.now();
    const { trigger } = await client.putTrigger({ ...owner, triggerId: 'nightly', workflow: 'release', filters });
    const dueAt = trigger?.dueAt ?? new Date(0);
    expect(dueAt.getTime()).toBeGreaterThan(began);
    for (let times = 0; times < 2; times += 1) await beginUntil(dueAt);

    const runs = await eventually({ what: 'a check run of the schedule' }, async () => {
      const found = await completedCheckRuns(given.commit(sha), 2);
      return found.some(({ name }) => name === 'release (nightly)') ? found : undefined;
    });
    expect(runs.find(({ name }) => name === 'release (nightly)')?.conclusion).toBe('success');
    const jobs = (await given.jobsOf(sha)).map((job) => JSON.parse(job.Input?.S ?? '{}'));
    expect(jobs.filter(({ event }) => event === 'schedule')).toMatchObject([
      { trigger: 'nightly', sha, ref: 'refs/heads/main', scheduledAt: dueAt.toISOString() },
    ]);
    const { triggers } = await client.listTriggers(owner);
    expect(triggers?.[0]?.dueAt?.getTime()).toBe(dueAt.getTime() + 45 * 60_000);
  });
});
