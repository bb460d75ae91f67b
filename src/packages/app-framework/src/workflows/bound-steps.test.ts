import { createTableCall } from '../aws/table-call';
import { field } from '../lambda/parsed-json';
import { useSteps } from './steps.test.support';
import { sha } from './workflows.test.support';

const world = useSteps();
const { aws, gitHub, run, failure, jobId } = world;
const at = '/api/v3/repos/octo-org/web';
const as = 'starter' as const;

describe('a step', () => {
  it.each(['robot/security', 'Robot/Security-Notes', 'robot/ security-config', 'robot\u{ff0f}security'])(
    'speaks for no security check: %s',
    async (name) => {
      gitHub().on(`GET ${at}/check-runs/7`, {
        body: { id: 7, name, app: { id: 1234 }, external_id: `${jobId()}#1` },
      });
      const status = {
        route: 'POST /repos/{owner}/{repo}/statuses/{sha}',
        parameters: { sha, context: name, state: 'success' },
      };
      const tries = [
        failure('createCheckRun', { name, conclusion: 'success' }),
        failure('updateCheckRun', { checkRun: 7, conclusion: 'success' }),
        failure('request', status, { permissions: { statuses: 'write' } }),
      ];
      for (const error of await Promise.all(tries))
        expect(error).toMatchObject({ name: 'StepRefused', message: expect.stringContaining('security check') });
      expect(world.written()).toEqual([]);
    },
  );

  it('makes a check run whose name is only like that of a security check', async () => {
    gitHub().on(`POST ${at}/check-runs`, { status: 201, body: { id: 9, name: 'robot/security-scan' } });
    expect(await run('createCheckRun', { name: 'robot/security-scan' })).toMatchObject({ id: 9 });
  });

  it('opens no second pull request of a branch, and answers the one that is open', async () => {
    gitHub().on(`GET ${at}/pulls`, { body: [{ number: 8 }] });
    expect(await run('createPullRequest', { title: 'Next', head: 'next', base: 'main' })).toMatchObject({ number: 8 });
    gitHub().on(`GET ${at}/pulls`, { body: [] });
    gitHub().on(`POST ${at}/pulls`, { status: 201, body: { number: 9 } });
    expect(
      await run('createPullRequest', { title: 'Next', head: 'later', base: 'main' }, { state: 'Later' }),
    ).toMatchObject({ number: 9 });
    expect(world.written().map(({ body }) => field(body, 'head'))).toEqual(['later']);
  });

  it('does nothing as a person where the name is another repository by now', async () => {
    gitHub().on('POST /user-token', { body: { token: 'ghu_one', version: '1' } });
    gitHub().on(`GET ${at}`, { body: { id: 6, full_name: 'octo-org/web' } });
    const error = await failure('addLabels', { issue: 7, labels: ['a'] }, { as });
    expect(error).toMatchObject({ name: 'NotFound', message: expect.stringContaining('another repository') });
    expect(world.written().filter(({ path }) => path.startsWith(at))).toEqual([]);
  });

  it('sends once what is answered with more than a row holds, and puts that into the archive', async () => {
    gitHub().on(`POST ${at}/dispatches`, { status: 200, body: { log: 'x'.repeat(500_000) } });
    aws().intercept(({ operation, input }) => {
      if (operation === 'PUT') return { status: 200, body: '' };
      const isTooLarge = operation === 'UpdateItem' && JSON.stringify(input).length > 400_000;
      return isTooLarge ? { status: 400, body: '{"__type":"x#ValidationException"}' } : undefined;
    });
    const given = { route: 'POST /repos/{owner}/{repo}/dispatches', parameters: { event_type: 'x' } };
    const first = await run('request', given, { permissions: { contents: 'write' } });
    expect(first).toMatchObject({ status: 200, stored: { bucket: 'archive' } });
    expect(await run('request', given, { permissions: { contents: 'write' } })).toEqual(first);
    expect(world.written()).toHaveLength(1);
  });

  it('sends once what is answered with more than a state takes, though the archive fails after it', async () => {
    gitHub().on(`POST ${at}/dispatches`, { status: 200, body: { log: 'x'.repeat(250_000) } });
    let isDown = true;
    aws().intercept(({ operation }) =>
      operation === 'PUT' ? { status: isDown ? 503 : 200, body: '<Error><Code>SlowDown</Code></Error>' } : undefined,
    );
    const given = { route: 'POST /repos/{owner}/{repo}/dispatches', parameters: { event_type: 'x' } };
    const asked = ['request', given, { permissions: { contents: 'write' } }] as const;
    expect(await failure(...asked)).toMatchObject({ name: 'AwsCallError', message: expect.stringContaining('s3') });
    isDown = false;
    expect(await run(...asked)).toMatchObject({ status: 200, stored: { bucket: 'archive' } });
    expect(world.written()).toHaveLength(1);
  });

  it('is not tried again where AWS does not take what it notes', async () => {
    gitHub().on(`POST ${at}/issues/7/comments`, { status: 201, body: { id: 5 } });
    aws().intercept(({ operation }) =>
      operation === 'UpdateItem' ? { status: 400, body: '{"__type":"x#ValidationException"}' } : undefined,
    );
    expect(await failure('createComment', { issue: 7, body: 'Hello' })).toMatchObject({ name: 'StepRefused' });
  });

  it('names the commit in what it comments, once', async () => {
    gitHub().on(`POST ${at}/issues/7/comments`, { status: 201, body: { id: 5 } });
    await run('createComment', { issue: 7, body: 'Hello' });
    await run('createComment', { issue: 7, body: `Look at ${sha}` });
    const named = world.written().map(({ body }) => String(field(body, 'body')).split(sha).length - 1);
    expect(named).toEqual([1, 1]);
  });

  it('reads of its pull request what its commit changes, and not what was pushed since', async () => {
    const input = {
      ...{ Key: { JobId: { S: jobId() } }, UpdateExpression: 'SET PullRequest = :pull' },
      ExpressionAttributeValues: { ':pull': { N: '7' } },
    };
    await createTableCall('jobs')({ operation: 'UpdateItem', input, remainingMilliseconds: () => 5_000 });
    const pull = (head: string) => ({
      body: { number: 7, head: { sha: head, ref: 'a' }, base: { sha: 'c', ref: 'main' } },
    });
    gitHub().on(`GET ${at}/pulls/7/files`, { body: [] });
    gitHub().onInTurn(`GET ${at}/pulls/7`, pull(sha), pull(sha), pull('d'.repeat(40)));
    const given = { include: ['files'] };
    expect(await run('getPullRequest', given)).toMatchObject({ number: 7, head: { sha } });
    expect(await failure('getPullRequest', given)).toMatchObject({ name: 'Overtaken' });
    gitHub().onInTurn(`GET ${at}/pulls/7`, pull(sha), pull('d'.repeat(40)));
    expect(await failure('getPullRequest', given)).toMatchObject({ name: 'Overtaken' });
  });
});
