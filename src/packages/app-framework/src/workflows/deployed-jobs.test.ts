import { tend } from '../job-keeping/keep-jobs.lambda';
import { field } from '../lambda/parsed-json';
import { useDeployments } from './deployed-jobs.test.support';
import { useSteps } from './steps.test.support';
import { another, context, sha } from './workflows.test.support';

const world = useSteps();
const { aws, gitHub, run, failure, tell, jobId, attribute, ids } = world;
const { place, show } = useDeployments(world);
const at = '/api/v3/repos/octo-org/web';
const staging = { environment: 'staging', environmentUrl: 'https://staging.example.com', production: ['production'] };

const begin = async () => {
  await tell('RUNNING');
  await show();
  return run('deployTo', staging);
};

describe('a job that deploys', () => {
  it('makes a deployment of its very commit, and says that it is queued, runs, and succeeded', async () => {
    expect(await begin()).toEqual({ environment: 'staging', url: 'https://staging.example.com', id: 70 });
    expect(place().deployments).toMatchObject([
      {
        ...{ ref: sha, task: 'deploy', environment: 'staging', auto_merge: false, required_contexts: [] },
        ...{ transient_environment: false, production_environment: false },
        payload: { job: jobId(), workflow: 'ci', attempt: 1 },
      },
    ]);
    expect(world.scopes().at(-1)).toEqual({ deployments: 'write' });
    await show();
    expect(place().statesOf()).toEqual(['queued', 'in_progress']);
    await tell('SUCCEEDED');
    await show();
    expect(place().statesOf()).toEqual(['queued', 'in_progress', 'success']);
    expect(place().saidOf()).toMatchObject({
      environment_url: 'https://staging.example.com',
      log_url: 'https://ghe.example.com/octo-org/web/runs/7',
      description: `Job ${jobId().slice(0, 10)} succeeded`,
    });
    expect(attribute('UnsettledIn')).toBeUndefined();
  });

  it('lets no step say what becomes of it', async () => {
    await begin();
    const route = 'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses';
    const said = { route, parameters: { deployment_id: 70, state: 'success' } };
    const permissions = { deployments: 'write' };
    expect(await failure('request', said, { permissions })).toMatchObject({
      name: 'StepRefused',
      message: expect.stringContaining('how its execution ends'),
    });
    expect(place().statesOf()).toEqual(['queued']);
  });

  it.each([
    ['FAILED', 'failure'],
    ['TIMED_OUT', 'error'],
    ['ABORTED', 'error'],
  ])('is no success where its execution is %s: %s', async (status, state) => {
    await begin();
    await tell(status);
    await show();
    expect(place().statesOf()).toEqual(['queued', state]);
  });

  it('names production where that is named, and wants checks where they are', async () => {
    await run('deployTo', { environment: 'Live', production: ['live'], requiredContexts: ['ci'] });
    expect(place().deployments).toMatchObject([{ production_environment: true, required_contexts: ['ci'] }]);
  });

  it('finds a deployment and what was said whose answers were lost, and makes neither twice', async () => {
    place().add({ ...{ sha, environment: 'staging', task: 'deploy' }, payload: { job: 'another' } });
    await tell('RUNNING');
    place().lose('deployment');
    expect(await failure('deployTo', staging)).toMatchObject({ name: 'GitHubUnavailable' });
    await run('deployTo', staging);
    await run('deployTo', staging);
    expect(place().deployments).toHaveLength(2);
    expect(place().statesOf(71)).toEqual(['queued']);

    await tell('FAILED');
    place().lose('status');
    await show();
    expect(await show()).toBe(0);
    expect(place().statesOf(71)).toEqual(['queued', 'failure']);
  });

  it('takes what somebody else says in its words for nothing', async () => {
    await begin();
    await tell('SUCCEEDED');
    const description = `Job ${jobId().slice(0, 10)} succeeded`;
    place().say(70, { state: 'success', description, performed_via_github_app: { id: 99 } });
    await show();
    expect(place().statesOf()).toEqual(['queued', 'success', 'success']);
  });

  it('is told of by the look after jobs where nobody came to it, and is settled only then', async () => {
    await begin();
    await tell('SUCCEEDED');
    gitHub().on(`POST ${at}/deployments/70/statuses`, { status: 502, body: { message: 'away' } });
    expect(await show()).toBe(1);
    expect(attribute('Shown')).toBe('SUCCEEDED');
    expect(attribute('UnsettledIn')).toBeDefined();

    aws().sent.length = 0;
    await tend({ patienceSeconds: 0 }, context);
    expect(world.reported()).toHaveLength(1);
    gitHub().on(`POST ${at}/deployments/70/statuses`, ({ body }) => {
      place().say(70, Object(body));
      return { status: 201, body: {} };
    });
    expect(await show()).toBe(0);
    expect(place().statesOf().at(-1)).toBe('success');
    expect(attribute('UnsettledIn')).toBeUndefined();
  });

  it('that lost its permission is held, and says it when it is given back', async () => {
    await begin();
    await tell('FAILED');
    gitHub().on(`GET ${at}/deployments/70/statuses`, { status: 403, body: { message: 'Resource not accessible' } });
    expect(await show()).toBe(0);
    expect(attribute('Shown')).toBe('FAILED');
    expect(attribute('UnsettledIn')).toMatch(/^held#/);
    gitHub().on(`GET ${at}/deployments/70/statuses`, { body: [] });
    await show();
    expect(place().statesOf().at(-1)).toBe('failure');
    expect(attribute('UnsettledIn')).toBeUndefined();
  });

  it('never deploys after a newer one, and its success is none where a newer one has begun meanwhile', async () => {
    const older = jobId();
    await begin();
    await world.bringPush(another(2));
    const newer = ids().find((id) => id !== older) ?? '';
    const asNewer = { execution: { Input: { ...Object(world.input()), job: newer } } };
    await tell('RUNNING', { name: newer });
    await run('deployTo', staging, asNewer);
    await tell('SUCCEEDED', { name: older });
    await show(older);
    expect(place().saidOf(70)).toMatchObject({
      state: 'inactive',
      description: expect.stringContaining('newer deployment'),
    });

    expect(await failure('deployTo', staging, { state: 'Once more' })).toMatchObject({ name: 'Overtaken' });
    await tell('SUCCEEDED', { name: newer });
    await show(newer);
    expect(place().statesOf(71)).toEqual(['queued', 'success']);
  });

  it('says after a redrive how the next run ends', async () => {
    await begin();
    await tell('FAILED');
    await show();
    await tell('RUNNING', { redriveCount: 1 });
    await show();
    await tell('SUCCEEDED', { redriveCount: 1 });
    await show();
    expect(place().statesOf()).toEqual(['queued', 'failure', 'in_progress', 'success']);
    expect(field(place().saidOf(), 'description')).toContain('run 2');
  });

  it('refuses a second environment, a URL that is none, and what GitHub refuses', async () => {
    await begin();
    expect(await failure('deployTo', { ...staging, environment: 'production' })).toMatchObject({ name: 'StepRefused' });
    const url = { ...staging, environmentUrl: 'javascript:alert(1)' };
    expect(await failure('deployTo', url)).toMatchObject({ name: 'StepRefused' });
    gitHub().on(`POST ${at}/deployments`, { status: 409, body: { message: 'Conflict: Commit status checks failed' } });
    expect(await failure('deployTo', staging, { state: 'Again' })).toMatchObject({ name: 'GitHubRefused' });
    gitHub().on(`POST ${at}/deployments`, { status: 202, body: { message: 'Auto-merged main' } });
    expect(await failure('deployTo', staging, { state: 'And again' })).toMatchObject({ name: 'GitHubRefused' });
    expect(await failure('deployTo', { ...staging, whenClosed: 'retire' })).toMatchObject({ name: 'StepRefused' });
  });
});
