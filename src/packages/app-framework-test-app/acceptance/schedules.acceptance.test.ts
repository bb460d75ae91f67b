import { InvokeCommand, paginateListFunctions } from '@aws-sdk/client-lambda';
import { completedCheckRuns } from './harness/check-runs';
import { administrator, outputs } from './harness/deployment';
import { eventually } from './harness/eventually';
import { clientAs } from './harness/framework-client';
import { type GivenWorkflows, givenWorkflows } from './harness/given-jobs';
import { describeWith } from './harness/requires';

/** Has begun what is due within that time, in the deployment of these tests. */
async function tick(aheadSeconds: number): Promise<void> {
  const all: { readonly name: string; readonly handler: string; readonly variables: Record<string, string> }[] = [];
  for await (const { Functions = [] } of paginateListFunctions({ client: administrator.lambda }, {}))
    for (const { FunctionName = '', Handler = '', Environment } of Functions)
      all.push({ name: FunctionName, handler: Handler, variables: Environment?.Variables ?? {} });
  const queue = all.find(
    ({ handler, variables }) =>
      handler === 'index.startScheduled' && variables.JOBS_TABLE_NAME === outputs.JobsTableName,
  )?.variables.DUE_QUEUE_URL;
  const ticker = all.find(({ handler, variables }) => handler === 'index.tick' && variables.DUE_QUEUE_URL === queue);
  if (!ticker) throw new Error('The deployment has no function that looks for schedules: deploy it again.');
  const asked = { FunctionName: ticker.name, Payload: JSON.stringify({ aheadSeconds }) };
  const { FunctionError } = await administrator.lambda.send(new InvokeCommand(asked));
  expect(FunctionError).toBeUndefined();
}

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
    const aheadSeconds = Math.max(0, Math.ceil((dueAt.getTime() - Date.now()) / 1_000)) + 1;
    await tick(aheadSeconds);
    await tick(aheadSeconds);

    const runs = await eventually({ what: 'a check run of the schedule', seconds: 150 }, async () => {
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
