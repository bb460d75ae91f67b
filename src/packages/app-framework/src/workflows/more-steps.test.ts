import { field } from '../lambda/parsed-json';
import { useSteps } from './steps.test.support';
import { sha } from './workflows.test.support';

const world = useSteps();
const { gitHub, run, failure } = world;
const at = '/api/v3/repos/octo-org/web';
const refused = (message: string) => ({ name: 'StepRefused', message: expect.stringContaining(message) });
const pull = {
  number: 7,
  title: 'Work',
  head: { ref: 'work', sha, repo: { full_name: 'octo-org/web' } },
  base: { ref: 'main', sha: 'c'.repeat(40) },
};

describe('a step that reads', () => {
  beforeEach(() => {
    gitHub().on(`GET ${at}`, { body: { full_name: 'octo-org/web', default_branch: 'main' } });
    gitHub().on(`GET ${at}/pulls/7`, ({ headers }) =>
      String(headers.accept).includes('diff')
        ? { headers: { 'content-type': 'text/plain' }, body: 'diff' }
        : { body: pull },
    );
    for (const list of ['pulls/7/files', 'pulls/7/comments', 'pulls/7/reviews', 'issues/7/comments'])
      gitHub().on(`GET ${at}/${list}`, { body: [] });
  });

  it('tells a pull request with its repository, and of the rest what is wanted', async () => {
    const whole = await run('getPullRequest', { number: 7 });
    expect(whole).toMatchObject({
      title: 'Work',
      repository: { defaultBranch: 'main' },
      diff: { text: 'diff' },
      files: { items: [], isTruncated: false },
      comments: { items: [] },
    });
    expect(world.scopes()).toEqual([{ pull_requests: 'read' }]);
    gitHub().requests.length = 0;
    expect(Object.keys(await run('getPullRequest', { number: 7, include: ['diff'] }))).not.toContain('files');
    expect(gitHub().asked()).toHaveLength(3);
  });

  it('keeps in the archive what is too large for a state, and tells where, and what is small', async () => {
    const files = Array.from({ length: 100 }, (_, index) => ({ filename: `${index}.ts`, patch: '+'.repeat(400) }));
    gitHub().on(`GET ${at}/pulls/7/files`, { body: files });
    const result = await run('getPullRequest', { number: 7 });
    expect(result).toMatchObject({
      title: 'Work',
      head: { sha },
      stored: { bucket: 'archive', key: expect.stringContaining(`/${world.jobId()}/`), bytes: expect.any(Number) },
    });
    expect(field(result, 'files')).toEqual({ isTruncated: false });
    expect(JSON.stringify(result).length).toBeLessThan(32_000);
    expect(world.objects).toEqual([`/archive/${field(field(result, 'stored'), 'key')}`]);
  });

  it('tells each commit of the push, as its payload names them', async () => {
    const [one, two] = ['d'.repeat(40), 'e'.repeat(40)];
    const { bucket, key } = Object(field(world.input(), 'payload'));
    world.aws().objects.set(`/${bucket}/${key}`, JSON.stringify({ commits: [{ id: one }, { id: two }] }));
    for (const id of [one, two]) gitHub().on(`GET ${at}/commits/${id}`, { body: { sha: id, files: [] } });
    expect(await run('getCommits')).toEqual({
      commits: [expect.objectContaining({ sha: one }), expect.objectContaining({ sha: two })],
      isTruncated: false,
      leftOut: 0,
    });
  });

  it('tells every commit that the push lists', async () => {
    const shas = Array.from({ length: 230 }, (_, index) => index.toString(16).padStart(40, '0'));
    for (const id of shas) gitHub().on(`GET ${at}/commits/${id}`, { body: { sha: id, files: [] } });
    const { bucket, key } = Object(field(world.input(), 'payload'));
    world.aws().objects.set(`/${bucket}/${key}`, JSON.stringify({ commits: shas.map((id) => ({ id })) }));
    expect(await run('getCommits')).toMatchObject({ isTruncated: false, leftOut: 0 });
    const read = gitHub()
      .asked()
      .filter((one) => one.startsWith(`GET ${at}/commits/`));
    expect(read).toEqual(shas.toReversed().map((id) => `GET ${at}/commits/${id}`));
  });

  it('says that the payload is kept no more, of which S3 tells only that it is refused', async () => {
    const body = '<Error><Code>AccessDenied</Code></Error>';
    world.aws().intercept(({ operation }) => (operation === 'GET' ? { status: 403, body } : undefined));
    expect(await failure('getCommits')).toMatchObject({
      name: 'NotFound',
      message: expect.stringContaining('not kept'),
    });
  });

  it('reads files of the commit of its job, and fails where nothing is', async () => {
    gitHub().on(`GET ${at}/contents/a.txt`, {
      body: { type: 'file', path: 'a.txt', sha: '1', size: 1, encoding: 'base64', content: 'YQ==' },
    });
    expect(await run('getFile', { path: 'a.txt' })).toMatchObject({ kind: 'text', text: 'a' });
    expect(gitHub().requests.at(-1)?.query).toEqual({ ref: sha });
    expect(await failure('getFile', { path: 'b.txt' })).toMatchObject({ name: 'NotFound' });
    expect(await failure('getFile', { path: '../b' })).toMatchObject(refused('no path'));
    expect(await failure('listFiles', { ref: 'a..b' })).toMatchObject(refused('no commit'));
    // GitHub would take it for the default branch.
    expect(await failure('getFile', { path: 'a.txt', ref: '' })).toMatchObject(refused('no commit'));
  });
});

describe('a step that asks for anything', () => {
  const permissions = { contents: 'write' };
  const route = 'PUT /repos/{owner}/{repo}/topics';

  it('asks in the repository of its job, with the permissions that it names', async () => {
    gitHub().on(`PUT ${at}/topics`, { body: { names: ['a'] } });
    const asked = { route, parameters: { names: ['a'] } };
    expect(await run('request', asked, { permissions })).toEqual({ status: 200, data: { names: ['a'] } });
    expect(world.scopes()).toEqual([permissions]);
    // What came of it is known.
    await run('request', asked, { permissions });
    expect(world.written()).toHaveLength(1);
  });

  it.each([
    ['GET /user', {}],
    ['POST /repos/{owner}/{repo}/../../user', {}],
    ['POST /repos/other/{repo}/issues', {}],
    ['POST /repos/{owner}/{repo}/git/refs/{+ref}', { ref: 'a' }],
    ['GET /repos/{owner}/{repo}/git/{a}/{b}', { a: '..', b: '%2E%2e' }],
    ['GET /repos/{owner}/{repo}/branches/{branch}', {}],
    [route, { owner: 'other' }],
    [
      'POST /repos/{owner}/{repo}/statuses/{sha}',
      { sha: 'a', context: 'x', data: { context: 'ci', state: 'success' } },
    ],
    ['POST /repos/{owner}/{repo}/{kind}', { kind: 'check-runs' }],
    ['POST /repos/{owner}/{repo}/{kind}/{sha}', { kind: 'statuses', sha: 'a' }],
    [route, { baseUrl: 'https://evil.example.com' }],
    [route, { headers: { authorization: 'x' } }],
    ['POST /repos/{owner}/{repo}/check-runs', {}],
    ['PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', { check_run_id: 1 }],
    ['POST /repos/{owner}/{repo}/statuses/{sha}', { sha, context: 'CI / all', state: 'success' }],
    ['POST /repos/{owner}/{repo}/statuses/{sha}', { sha, context: 'CI / all (documents)', state: 'success' }],
  ])('refuses %s with %j, and asks nothing', async (odd, parameters) => {
    const error = await failure('request', { route: odd, parameters }, { permissions });
    expect(error).toMatchObject({ name: 'StepRefused' });
    expect(gitHub().asked()).toEqual([]);
  });

  it('reviews at the commit of the job, and finds its review by the bot that wrote it', async () => {
    const reviews = `${at}/pulls/7/reviews`;
    gitHub().on(`POST ${reviews}`, { status: 502, body: {} });
    await failure('createReview', { number: 7, body: 'Well done' });
    const sent = world.written()[0]?.body;
    expect(sent).toMatchObject({ commit_id: sha, event: 'COMMENT' });
    const review = {
      id: 3,
      state: 'COMMENTED',
      body: field(sent, 'body'),
      user: { id: 55, type: 'Bot', login: 'r[bot]' },
    };
    gitHub().on(`GET ${reviews}`, { body: [review] });
    const again = () => run('createReview', { number: 7, body: 'Well done' });
    await expect(again()).rejects.toMatchObject({ name: 'GitHubUnavailable' });
    await world.knowBot(55);
    expect(await again()).toMatchObject({ id: 3 });
    expect(world.written()).toHaveLength(1);
  });

  it('finds the pull request of a branch whose answer was lost', async () => {
    gitHub().on(`GET ${at}/pulls`, { body: [] });
    gitHub().on(`POST ${at}/pulls`, { status: 502, body: {} });
    const asked = { title: 'Next', head: 'next', base: 'main' };
    await failure('createPullRequest', asked);
    gitHub().on(`GET ${at}/pulls`, { body: [{ number: 8 }] });
    expect(await run('createPullRequest', asked)).toMatchObject({ number: 8 });
    expect(gitHub().requests.at(-1)?.query).toMatchObject({ head: 'octo-org:next', base: 'main', state: 'open' });
  });

  it('merges the commit of the job and no other, and knows that it has', async () => {
    gitHub().on(`PUT ${at}/pulls/7/merge`, { status: 502, body: {} });
    await failure('mergePullRequest', { number: 7 });
    expect(world.written()).toMatchObject([{ body: { sha, merge_method: 'merge' } }]);
    gitHub().on(`GET ${at}/pulls/7`, { body: { ...pull, merged: true, merge_commit_sha: 'f' } });
    expect(await run('mergePullRequest', { number: 7 })).toEqual({ merged: true, sha: 'f' });
    expect(world.written()).toHaveLength(1);
  });

  it('takes no merge of another commit for its own', async () => {
    gitHub().onInTurn(
      `PUT ${at}/pulls/7/merge`,
      { status: 502, body: {} },
      { status: 405, body: { message: 'merged' } },
    );
    await failure('mergePullRequest', { number: 7 });
    const head = { ...pull.head, sha: 'd'.repeat(40) };
    gitHub().on(`GET ${at}/pulls/7`, { body: { ...pull, head, merged: true, merge_commit_sha: 'f' } });
    const error = await failure('mergePullRequest', { number: 7 });
    expect([field(error, 'name'), world.written().length]).toEqual(['GitHubRefused', 2]);
  });
});

describe('a step as the person who started its job', () => {
  const comments = `${at}/issues/7/comments`;
  const as = 'starter' as const;

  it('writes with their token, marked so that no bot takes it for a command, and found again as theirs', async () => {
    gitHub().on('POST /user-token', { body: { token: 'ghu_one', version: '1' } });
    gitHub().on(`POST ${comments}`, { status: 502, body: {} });
    await failure('createComment', { issue: 7, body: '@robot deploy' }, { as });
    const [, looked, written] = gitHub().requests;
    expect(looked?.path).toBe(at);
    expect(gitHub().requests[0]?.body).toMatchObject({ userId: 9, deliveryKey: expect.stringContaining('#1234#') });
    expect(written?.headers.authorization).toBe('Bearer ghu_one');
    const body = String(field(written?.body, 'body'));
    expect(body).toMatch(
      /^@robot deploy\n\nFor b{40}\.\n\n<!-- app-framework [0-9a-f]{32} -->\n\n<!-- app-framework as-user -->$/,
    );
    const own = { id: 4, body, user: { id: 9, type: 'User' }, performed_via_github_app: { id: 1234 } };
    gitHub().on(`GET ${comments}`, { body: [{ ...own, id: 3, user: { id: 8, type: 'User' } }, own] });
    expect(await run('createComment', { issue: 7, body: '@robot deploy' }, { as })).toMatchObject({ id: 4 });
  });

  it('says where they sign in, whose token GitHub takes no more', async () => {
    const signInUrl = 'https://example.com/auth/login?app=1234';
    gitHub().on('POST /user-token', ({ body }) => ({
      body: field(body, 'version') === undefined ? { token: 'ghu_one', version: '1' } : { signInUrl },
    }));
    gitHub().on(`POST ${at}/issues/7/labels`, { status: 401, body: { message: 'Bad credentials' } });
    const error = await failure('addLabels', { issue: 7, labels: ['a'] }, { as });
    expect(error).toMatchObject({ name: 'SignInNeeded', message: expect.stringContaining(signInUrl) });
  });

  it.each([
    [403, 'StepRefused'],
    [500, 'GitHubUnavailable'],
  ])('says whether another try is of use where their token is answered with %s', async (status, name) => {
    gitHub().on('POST /user-token', { status, body: { message: 'no' } });
    expect(await failure('addLabels', { issue: 7, labels: ['a'] }, { as })).toMatchObject({ name });
  });

  it('refuses to act as somebody whose event it was not', async () => {
    const sender = { id: 1, login: 'other' };
    const error = await failure(
      'addLabels',
      { issue: 7, labels: ['a'] },
      {
        as,
        execution: { Input: { ...Object(world.input()), sender } },
      },
    );
    expect(error).toMatchObject(refused('whose event'));
    expect(gitHub().asked()).toEqual([]);
  });
});
