import { createTableCall } from '../aws/table-call';
import { bring } from '../handlers/connected-handler.test.support';
import { retire } from '../progress/show-jobs.lambda';
import { useDeployments } from './deployed-jobs.test.support';
import { useSteps } from './steps.test.support';
import { another } from './workflows.test.support';

const world = useSteps();
const { gitHub, run, failure, tell, ids } = world;
const { place, show } = useDeployments(world);
const at = '/api/v3/repos/octo-org/web';
const ago = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();

describe('the environment of a pull request', () => {
  const review = { environment: 'review-7', production: ['production'], whenClosed: 'delete' };
  let job: string;

  /** Begins a job that is about the pull request. */
  const open = async (number: number) => {
    const before = ids();
    await world.bringPush(another(number));
    job = ids().find((id) => !before.includes(id)) ?? '';
    const input = {
      ...{ Key: { JobId: { S: job } }, UpdateExpression: 'SET PullRequest = :pull' },
      ExpressionAttributeValues: { ':pull': { N: '7' } },
    };
    await createTableCall('jobs')({ operation: 'UpdateItem', input, remainingMilliseconds: () => 5_000 });
    await tell('RUNNING', { name: job });
  };
  const deploy = (given: object = review) =>
    run('deployTo', given, { execution: { Input: { ...Object(world.input()), job } } });
  /** Its event, with the pull request as it is at GitHub by then. */
  const close = (closed_at = new Date().toISOString(), { number = 9, isNow = 'closed' as 'open' | 'closed' } = {}) => {
    place().setPull(isNow);
    return bring(retire, {
      ...world.delivery(),
      ...another(number),
      ...{ event: 'pull_request', action: 'closed' },
      payload: { action: 'closed', number: 7, pull_request: { number: 7, closed_at } },
    });
  };

  it('is transient, and goes when the pull request is closed: once, with what is its own', async () => {
    await open(2);
    await deploy();
    const task = 'deploy:pull-7';
    const payload = { job, pullRequest: 7, whenClosed: 'delete' };
    expect(place().deployments).toMatchObject([{ transient_environment: true, task, payload }]);
    expect(world.scopes().at(-1)).toEqual({ deployments: 'write', pull_requests: 'read' });
    const strangers = place().add({ task, payload: { job: 'x' }, performed_via_github_app: { id: 99 } });

    expect(await close()).toBe('settled');
    expect(place().deployments).toEqual([strangers]);
    expect(place().statesOf(70).at(-1)).toBe('inactive');
    expect(place().statesOf(strangers.id)).toEqual([]);
    expect(await close(undefined, { number: 8 })).toBe('settled');
    expect(place().statesOf(70)).toEqual(['queued', 'inactive']);
  });

  it('stays inactive whatever its job says afterwards, and nothing is deployed to it then', async () => {
    await open(2);
    const kept = { ...review, whenClosed: 'retire' };
    await deploy(kept);
    await close();
    await tell('SUCCEEDED', { name: job });
    await show(job);
    expect(place().deployments).toHaveLength(1);
    expect(place().saidOf()).toMatchObject({ state: 'inactive', description: expect.stringContaining('is closed') });
    const late = { state: 'Late', execution: { Input: { ...Object(world.input()), job } } };
    expect(await failure('deployTo', kept, late)).toMatchObject({ name: 'Overtaken' });
  });

  it('is not there again for a job that begins after the pull request was closed, such as one that is run again', async () => {
    await open(2);
    await deploy();
    await close(ago(60_000));
    await open(3);
    await expect(deploy()).rejects.toMatchObject({ name: 'Overtaken' });
    expect(place().deployments).toEqual([]);
  });

  it('goes with what was deployed before the event came that the pull request was closed', async () => {
    await open(2);
    await deploy();
    expect(await close(ago(60_000))).toBe('settled');
    expect(place().deployments).toEqual([]);
    expect(place().statesOf()).toEqual(['queued', 'inactive']);
  });

  it('keeps what was deployed since the pull request was opened again, when that event comes late', async () => {
    await open(2);
    await deploy();
    const before = place().add({ task: 'deploy:pull-7', payload: { job: 'x' }, created_at: ago(120_000) });
    await close(ago(60_000), { isNow: 'open' });
    expect([place().statesOf(), place().statesOf(before.id)]).toEqual([['queued'], ['inactive']]);
    await open(3);
    expect(await deploy()).toMatchObject({ environment: 'review-7' });
    await tell('SUCCEEDED', { name: job });
    await show(job);
    expect(place().statesOf(72)).toEqual(['queued', 'success']);
  });

  it('is no success where the pull request is closed while that is said', async () => {
    await open(2);
    await deploy({ ...review, whenClosed: 'retire' });
    await tell('SUCCEEDED', { name: job });
    gitHub().on(`POST ${at}/deployments/70/statuses`, ({ body }) => {
      place().say(70, { ...Object(body), performed_via_github_app: { id: 1234 } });
      place().setPull('closed');
      return { status: 201, body: {} };
    });
    await show(job);
    expect(place().statesOf()).toEqual(['queued', 'success', 'inactive']);
  });

  it('waits with what it says of a success where GitHub does not tell whether the pull request is closed', async () => {
    await open(2);
    await deploy();
    await tell('SUCCEEDED', { name: job });
    gitHub().on(`GET ${at}/pulls/7`, { status: 502, body: { message: 'away' } });
    expect(await show(job)).toBe(1);
    expect(place().statesOf()).toEqual(['queued']);
  });

  it('goes with all that was deployed to it, page by page, and whatever is there no more', async () => {
    await open(2);
    await deploy();
    const task = 'deploy:pull-7';
    const others = [{ payload: '{"job":"x"}' }, { payload: { job: 'y' } }, { payload: { mine: true } }];
    const [asText, second, notOurs] = others.map((one) => place().add({ task, ...one }));
    const link = `<${gitHub().url}${at}/deployments?page=2>; rel="next"`;
    const pages = [
      [second, notOurs],
      [asText, { id: 70, ...place().deployments.at(-1) }],
    ];
    const tasks: unknown[] = [];
    gitHub().on(`GET ${at}/deployments`, ({ query }) => {
      tasks.push(query.task);
      return query.page === '2' ? { body: pages[1] } : { headers: { link }, body: pages[0] };
    });
    gitHub().on(`GET ${at}/deployments/${second?.id}/statuses`, { status: 404, body: { message: 'Not Found' } });

    expect(await close()).toBe('settled');
    expect(tasks).toEqual([task, task]);
    expect([second, asText, notOurs].map((one) => place().statesOf(one?.id))).toEqual([[], ['inactive'], []]);
    expect(place().saidOf()).toMatchObject({ state: 'inactive', environment: 'review-7' });
  });

  it('stays where the event does not say when the pull request was closed', async () => {
    await open(2);
    await deploy();
    expect(await close('never')).toBe('settled');
    expect(place().deployments).toHaveLength(1);
  });

  it('asks GitHub nothing where nothing was deployed', async () => {
    await open(2);
    gitHub().requests.length = 0;
    expect(await close()).toBe('settled');
    expect(gitHub().requests).toEqual([]);
  });

  it('comes again where GitHub does not serve it', async () => {
    await open(2);
    await deploy();
    gitHub().on(`GET ${at}/deployments`, { status: 502, body: { message: 'away' } });
    expect(await close()).toBe('again');
  });
});
