import { bring, useConnectedHandler } from './connected-handler.test.support';
import { webhookHandler } from './webhook-handler';

const { aws, gitHub } = useConnectedHandler();
const comments = '/api/v3/repos/octo-org/web/issues/5/comments';
const ours = { performed_via_github_app: { id: 1234 } };

beforeEach(() => jest.spyOn(process.stdout, 'write').mockReturnValue(true));
afterEach(() => jest.restoreAllMocks());

/** Writes once, and fails the first time after GitHub took it. */
function crashing(route: string, parameters: Record<string, unknown>) {
  let tries = 0;
  const answers: unknown[] = [];
  const handler = webhookHandler('issues', async ({ once }) => {
    tries += 1;
    const { data } = await once('greeting', (octokit) =>
      octokit.request(route, { owner: 'octo-org', repo: 'web', ...parameters }),
    );
    answers.push(data);
    if (tries === 1) throw new Error('the process died here');
  });
  return { handler, answers };
}

const comment = ['POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { issue_number: 5, body: 'Hi' }] as const;
const written = (path: string) => gitHub().requests.filter((one) => one.method === 'POST' && one.path === path);

describe('once', () => {
  it('asks nothing on the first try, and hides a mark in what it writes', async () => {
    gitHub().on(`POST ${comments}`, { status: 201, body: { id: 1 } });
    const handler = webhookHandler('issues', async ({ once }) => {
      await once('greeting', (octokit) =>
        octokit.rest.issues.createComment({ owner: 'octo-org', repo: 'web', issue_number: 5, body: 'Hi' }),
      );
    });

    expect(await bring(handler)).toBe('settled');
    expect(gitHub().asked()).toEqual(['POST /tokens/installation', `POST ${comments}`]);
    expect(written(comments)[0]?.body).toEqual({
      body: expect.stringMatching(/^Hi\n\n<!-- app-framework [0-9a-f]{32} -->$/),
    });
  });

  it('finds the comment of a try that died before it was done, pages away, and writes no second one', async () => {
    const { handler, answers } = crashing(...comment);
    gitHub().on(`POST ${comments}`, { status: 201, body: { id: 1 } });
    expect(await bring(handler)).toBe('again');
    const { body } = Object(written(comments)[0]?.body);
    gitHub().on(`GET ${comments}`, ({ query }) => {
      const isLast = query.page === '2';
      const next = `<${gitHub().url}${comments}?page=2>; rel="next"`;
      return isLast
        ? { body: [{ id: 1, body, ...ours }] }
        : { body: [{ id: 3, body: 'other' }], headers: { link: next } };
    });

    expect(await bring(handler)).toBe('settled');
    expect(written(comments)).toHaveLength(1);
    expect(answers).toEqual([{ id: 1 }, { id: 1, body, ...ours }]);
    const looked = gitHub().requests.find(({ method, path }) => method === 'GET' && path === comments);
    expect(looked?.query).toMatchObject({ since: '2026-11-01T11:55:00.000Z', per_page: '100' });
  });

  it('counts a mark only where its author is our bot', async () => {
    const { handler } = crashing(...comment);
    gitHub().on(`POST ${comments}`, { status: 201, body: { id: 1 } });
    await bring(handler);
    const { body } = Object(written(comments)[0]?.body);
    const strangers = [
      { id: 8, body, performed_via_github_app: null },
      { id: 9, body, performed_via_github_app: { id: 5 } },
    ];
    gitHub().on(`GET ${comments}`, { body: strangers });

    await bring(handler);

    expect(written(comments)).toHaveLength(2);
    expect(written(comments)[1]?.body).toEqual({ body });
  });

  it('finds issues by their mark', async () => {
    const path = '/api/v3/repos/octo-org/web/issues';
    const { handler } = crashing('POST /repos/{owner}/{repo}/issues', { title: 'Follow-up' });
    gitHub().on(`POST ${path}`, { status: 201, body: { id: 1 } });
    await bring(handler);
    gitHub().on(`GET ${path}`, { body: [{ id: 1, ...Object(written(path)[0]?.body), ...ours }] });

    expect(await bring(handler)).toBe('settled');
    expect(written(path)).toHaveLength(1);
  });

  it('finds check runs by their external id', async () => {
    const path = '/api/v3/repos/octo-org/web/check-runs';
    const { handler } = crashing('POST /repos/{owner}/{repo}/check-runs', { name: 'lint', head_sha: 'abc' });
    gitHub().on(`POST ${path}`, { status: 201, body: { id: 1 } });
    await bring(handler);
    const { external_id } = Object(written(path)[0]?.body);
    const stranger = { id: 2, external_id, app: { id: 5 } };
    const list = { body: { total_count: 2, check_runs: [stranger, { id: 1, external_id, app: { id: 1234 } }] } };
    gitHub().on('GET /api/v3/repos/octo-org/web/commits/abc/check-runs', list);

    expect(await bring(handler)).toBe('settled');
    expect(external_id).toMatch(/^[0-9a-f]{32}$/);
    expect(written(path)).toHaveLength(1);
  });

  it.each([
    ['replies in a diff', 'pulls/5/comments/70/replies', 'pulls/5/comments'],
    ['comments on commits', 'commits/abc/comments', 'commits/abc/comments'],
  ])('finds %s by their mark, where the bot of this App wrote them', async (_what, path, list) => {
    const whole = `/api/v3/repos/octo-org/web/${path}`;
    const { handler, answers } = crashing(`POST /repos/{owner}/{repo}/${path}`, { body: 'Hi' });
    gitHub().on(`POST ${whole}`, { status: 201, body: { id: 2 } });
    await bring(handler);
    const { body } = Object(written(whole)[0]?.body);
    const listed = (id: number, user: object) => ({ id, body, user });
    const others = [listed(1, { login: 'greeter', type: 'User' }), listed(3, { login: 'other[bot]', type: 'Bot' })];
    gitHub().on('POST /api/graphql', { body: { data: { viewer: { login: 'greeter[bot]' } } } });
    gitHub().on(`GET /api/v3/repos/octo-org/web/${list}`, {
      body: [...others, listed(2, { login: 'greeter[bot]', type: 'Bot' })],
    });

    expect(await bring(handler)).toBe('settled');
    expect(written(whole)).toHaveLength(1);
    expect(answers.at(-1)).toMatchObject({ id: 2 });
    expect(
      gitHub()
        .asked()
        .filter((asked) => asked.endsWith('graphql')),
    ).toHaveLength(1);
  });

  it('writes again where only other bots have the mark, and believes none where GitHub does not tell its own', async () => {
    const path = '/api/v3/repos/octo-org/web/pulls/5/comments';
    const { handler } = crashing('POST /repos/{owner}/{repo}/pulls/5/comments/70/replies', { body: 'Hi' });
    gitHub().on(`POST ${path}/70/replies`, { status: 201, body: { id: 2 } });
    await bring(handler);
    const { body } = Object(written(`${path}/70/replies`)[0]?.body);
    gitHub().on(`GET ${path}`, { body: [{ id: 3, body, user: { login: 'other[bot]', type: 'Bot' } }] });
    gitHub().on('POST /api/graphql', { body: { data: { viewer: null } } });
    expect(await bring(handler)).not.toBe('settled');
    expect(written(`${path}/70/replies`)).toHaveLength(1);

    gitHub().on('POST /api/graphql', { body: { data: { viewer: { login: 'greeter[bot]' } } } });
    expect(await bring(handler)).toBe('settled');
    expect(written(`${path}/70/replies`)).toHaveLength(2);
  });

  it('adds labels again, which adds nothing', async () => {
    const path = '/api/v3/repos/octo-org/web/issues/5/labels';
    const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels';
    const { handler } = crashing(route, { issue_number: 5, labels: ['bug'] });
    gitHub().on(`POST ${path}`, { body: [{ name: 'bug' }] });
    await bring(handler);

    expect(await bring(handler)).toBe('settled');
    expect(written(path).map(({ body }) => body)).toEqual([{ labels: ['bug'] }, { labels: ['bug'] }]);
  });

  it('marks each write, each delivery and each replay differently', async () => {
    gitHub().on(`POST ${comments}`, { status: 201, body: { id: 1 } });
    const handler = webhookHandler('issues', async ({ once }) => {
      const write = { owner: 'octo-org', repo: 'web', issue_number: 5, body: '' };
      await once('two', async (octokit) => {
        await octokit.rest.issues.createComment(write);
        await octokit.rest.issues.createComment(write);
      });
      await once('three', (octokit) => octokit.rest.issues.createComment(write));
    });

    await bring(handler);
    await bring(handler, { replay_id: 'replay-1' });
    await bring(handler, { delivery_key: 'ghe.example.com#1234#another' });

    expect(new Set(written(comments).map(({ body }) => Object(body).body)).size).toBe(9);
  });

  it('goes on after a sign-in where it was: what was written before is found', async () => {
    gitHub().on(`POST ${comments}`, { status: 201, body: { id: 1 } });
    const bodies: string[] = [];
    const handler = webhookHandler('issues', async ({ once }) => {
      const write = { owner: 'octo-org', repo: 'web', issue_number: 5, body: 'Hi' };
      const { data } = await once('greeting', (octokit) => octokit.rest.issues.createComment(write));
      bodies.push(String(data.id));
    });
    await bring(handler);
    const { body } = Object(written(comments)[0]?.body);
    gitHub().on(`GET ${comments}`, { body: [{ id: 1, body, ...ours }] });

    expect(await bring(handler, { replay_id: 'ask:1' })).toBe('settled');
    expect([written(comments).length, bodies]).toEqual([1, ['1', '1']]);
  });

  it.each([
    ['a write that cannot be found again', 'POST /repos/{owner}/{repo}/dispatches', 'once does not cover POST'],
    ['GraphQL', 'POST /graphql', 'once does not cover POST'],
  ])('refuses %s, before GitHub sees it', async (_what, route, reason) => {
    const { handler } = crashing(route, {});

    expect(await bring(handler)).toBe('settled');
    expect(gitHub().asked()).toEqual([]);
    expect(aws().rows()[0]).toMatchObject({ Status: { S: 'parked' }, Reason: { S: expect.stringContaining(reason) } });
  });

  it('refuses the same name twice', async () => {
    const handler = webhookHandler('issues', async ({ once }) => {
      await once('greeting', async () => undefined);
      await once('greeting', async () => undefined);
    });

    await bring(handler);

    expect(aws().rows()[0]).toMatchObject({
      Reason: { S: expect.stringContaining('used twice with the name greeting') },
    });
  });
});
