import { checkRunsOf } from './harness/check-runs';
import { callStates, checkRunWith, type GivenWorkflows, givenWorkflows, jobWith } from './harness/given-jobs';
import { describeWith } from './harness/requires';

describeWith(['the local GitHub', 'the local AWS'], 'a job of a workflow', () => {
  let given: GivenWorkflows;
  beforeAll(async () => {
    given = await givenWorkflows();
  });
  afterAll(() => given.takeAway());

  it('is open again when its execution is redriven, and gets the conclusion of that', async () => {
    const sha = await given.pushTo('soak/redriven');
    const runs = () => checkRunsOf(given.commit(sha));
    await callStates('StopExecution', await jobWith('RUNNING', given, sha));
    await checkRunWith({ conclusion: 'cancelled' }, runs);
    await callStates('RedriveExecution', await jobWith('ABORTED', given, sha));
    await checkRunWith({ status: 'in_progress' }, runs);

    const again = await jobWith('RUNNING', given, sha);
    expect(again).toMatchObject({ Redrives: { N: '1' } });
    await callStates('StopExecution', again);
    await checkRunWith({ conclusion: 'cancelled' }, runs);
    expect(await runs()).toHaveLength(1);
  }, 300_000);
});
