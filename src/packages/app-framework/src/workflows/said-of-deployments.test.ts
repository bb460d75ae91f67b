import { createTableCall } from '../aws/table-call';
import { field } from '../lambda/parsed-json';
import { useDeployments } from './deployed-jobs.test.support';
import { useSteps } from './steps.test.support';
import { another, payload } from './workflows.test.support';

const world = useSteps();
const { gitHub, run, failure, tell, jobId, ids } = world;
const { place, show } = useDeployments(world);
const at = '/api/v3/repos/octo-org/web';
const staging = { environment: 'staging', production: [] };
const words = (status: string) => `Job ${jobId().slice(0, 10)} ${status}`;

/** Has the row of the job say so, as other functions write it. */
async function become(status: string, job = jobId()): Promise<void> {
  const input = {
    ...{ Key: { JobId: { S: job } }, UpdateExpression: 'SET #status = :status' },
    ...{ ExpressionAttributeNames: { '#status': 'Status' }, ExpressionAttributeValues: { ':status': { S: status } } },
  };
  await createTableCall('jobs')({ operation: 'UpdateItem', input, remainingMilliseconds: () => 5_000 });
}

/** Two jobs of pushes in the same second, by their ids. */
async function twins(): Promise<readonly [string, string]> {
  const before = ids();
  const repository = { id: 5, full_name: 'octo-org/web', pushed_at: 1_796_000_000 };
  for (const number of [2, 3]) await world.bringPush({ ...another(number), payload: { ...payload, repository } });
  const [one = '', other = ''] = ids()
    .filter((id) => !before.includes(id))
    .sort();
  for (const name of [one, other]) await tell('RUNNING', { name });
  return [one, other];
}

const as = (job: string, more: object = {}) => ({ execution: { Input: { ...Object(world.input()), job } }, ...more });

describe('what is said of a deployment', () => {
  it('is said anew where the job is once more what it was before', async () => {
    await tell('RUNNING');
    await run('deployTo', staging);
    for (const status of ['RUNNING', 'WAITING', 'RUNNING']) {
      await become(status);
      await show();
    }
    expect(place().statesOf()).toEqual(['queued', 'in_progress', 'pending', 'in_progress']);
  });

  it('is that it is inactive where a newer commit has overtaken the job', async () => {
    await tell('RUNNING');
    await run('deployTo', staging);
    await become('SUPERSEDED');
    await show();
    expect(place().saidOf()).toMatchObject({ state: 'inactive', description: words('overtaken by a newer commit') });
  });

  it('is said once, though its answer was lost and others spoke after it', async () => {
    await tell('RUNNING');
    await run('deployTo', staging);
    await tell('FAILED');
    place().lose('status');
    expect(await show()).toBe(1);
    place().say(70, { state: 'in_progress', description: 'Mine', performed_via_github_app: { id: 99 } });
    expect(await show()).toBe(0);
    expect(place().statesOf()).toEqual(['queued', 'failure', 'in_progress']);
  });

  it('is not what a person says in its words', async () => {
    await tell('RUNNING');
    await run('deployTo', staging);
    await tell('FAILED');
    place().say(70, { state: 'failure', description: words('failed'), creator: { type: 'User' } });
    await show();
    expect(place().statesOf()).toEqual(['queued', 'failure', 'failure']);
  });

  it('links to no page where no check run is known', async () => {
    await run('deployTo', staging);
    expect(place().saidOf()).not.toHaveProperty('log_url');
  });

  it('of a failure is that, also where something newer is there', async () => {
    const [older, newer] = await twins();
    await run('deployTo', staging, as(older));
    await run('deployTo', staging, as(newer));
    await tell('FAILED', { name: older });
    await show(older);
    expect(place().statesOf(70)).toEqual(['queued', 'failure']);
  });

  it('of jobs of one second is a success of one alone, whichever of them begins first', async () => {
    const [older, newer] = await twins();
    await run('deployTo', staging, as(older));
    await run('deployTo', staging, as(newer));
    for (const name of [older, newer]) {
      await tell('SUCCEEDED', { name });
      await show(name);
    }
    expect([place().statesOf(70).at(-1), place().statesOf(71).at(-1)]).toEqual(['inactive', 'success']);
    expect(await failure('deployTo', staging, as(older, { state: 'Again' }))).toMatchObject({ name: 'Overtaken' });
  });

  it('goes by the name of the environment in any case', async () => {
    const [older, newer] = await twins();
    await run('deployTo', { ...staging, environment: 'Staging' }, as(newer));
    expect(await failure('deployTo', staging, as(older))).toMatchObject({ name: 'Overtaken' });
    expect(field(place().deployments[0], 'environment')).toBe('Staging');
    expect(
      gitHub()
        .asked()
        .filter((one) => one === `POST ${at}/deployments`),
    ).toHaveLength(1);
  });
});
