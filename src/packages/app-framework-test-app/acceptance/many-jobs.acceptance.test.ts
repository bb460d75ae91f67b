import { checkRunsOf } from './harness/check-runs';
import { eventually } from './harness/eventually';
import { type GivenWorkflows, givenWorkflows } from './harness/given-jobs';
import { gitHub } from './harness/local-github';
import { describeWith } from './harness/requires';

const count = 12;

describeWith(['the local GitHub', 'the local AWS'], 'many jobs at once, each with a Parallel and a Map', () => {
  let given: GivenWorkflows;
  beforeAll(async () => {
    given = await givenWorkflows();
  });
  afterAll(() => given.takeAway());

  it(`all end and are shown, ${count} of one installation, and none by more writes than it needs`, async () => {
    const shas: string[] = [];
    const { requests } = await gitHub.requestsDuring(async () => {
      for (let number = 1; number <= count; number += 1) shas.push(await given.pushTo(`release/${number}`));
      for (const sha of shas)
        await eventually({ what: `the end of the check run of ${sha}`, seconds: 240 }, async () => {
          const [run] = await checkRunsOf(given.commit(sha));
          return run?.status === 'completed' ? true : undefined;
        });
    });
    const runs = await Promise.all(shas.map((sha) => checkRunsOf(given.commit(sha))));
    expect(runs.map((all) => all.map(({ name, conclusion }) => [name, conclusion]))).toEqual(
      shas.map(() => [['release', 'success']]),
    );
    const writes = requests.filter(({ method, path }) => method !== 'GET' && path.includes('/check-runs'));
    expect(writes.filter(({ status }) => status !== 200 && status !== 201)).toEqual([]);
    const jobs = (await Promise.all(shas.map(given.jobsOf))).flat();
    expect(jobs.map(({ Status }) => Status?.S)).toEqual(shas.map(() => 'SUCCEEDED'));
    // Which states a job is shown in depends on how fast it ran: it has a check run, changed twice at most.
    expect(writes.length).toBeLessThanOrEqual(3 * count);
  }, 300_000);
});
