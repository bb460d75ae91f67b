import { useFakeGitHub } from '../github/fake-github.test.support';
import { createGitHub } from '../github/github';
import { findChangedFiles } from './changed-files';

const files = (count: number) => Array.from({ length: count }, (_, index) => ({ filename: `${index}.ts` }));
const commit = (added: readonly string[]) => ({ added, removed: [], modified: [] });
const [before, after] = ['a'.repeat(40), 'b'.repeat(40)];
const compare = `GET /repos/o/r/compare/${before}...${after}`;
const listed = 'GET /repos/o/r/pulls/5/files';
const pull = 'GET /repos/o/r/pulls/5';

describe('findChangedFiles', () => {
  const gitHub = useFakeGitHub();
  let github: ReturnType<typeof createGitHub>;
  const permissions: string[] = [];

  const found = (event: string, payload: object, isLastAttempt = false) =>
    findChangedFiles({
      event,
      payload,
      isLastAttempt,
      ask: ({ permission, route, parameters }) => {
        permissions.push(permission);
        const owned = { owner: 'o', repo: 'r', ...parameters };
        return github.request({ baseUrl: gitHub().url, route, parameters: owned, token: 'ghs_1' });
      },
    });
  const pushed = (more: object) => found('push', { before, after, forced: false, created: false, ...more });
  const pull_request = { number: 5, head: { sha: after } };
  const pulled = (isLastAttempt = false) => found('pull_request', { pull_request }, isLastAttempt);
  const unknown = (reason: unknown) => ({ kind: 'unknown', reason });

  beforeEach(() => {
    permissions.length = 0;
    github = createGitHub({ retryMilliseconds: 1 });
    gitHub().on(pull, { body: { head: { sha: after } } });
  });

  it('reads those of a push in its payload, each once, and asks nobody', async () => {
    const commits = [
      { added: ['new.ts'], removed: ['old.ts'], modified: ['a.ts'] },
      { added: [], removed: ['new.ts'], modified: ['b.ts'] },
    ];
    expect(await pushed({ commits })).toEqual({ kind: 'known', paths: ['new.ts', 'old.ts', 'a.ts', 'b.ts'] });
    expect(gitHub().requests).toEqual([]);
  });

  it.each([
    ['push', { before, commits: [], after: [Object.create(null)] }],
    ['push', { before, commits: [{ added: [Object.create(null)], removed: [], modified: [] }] }],
    ['merge_group', { merge_group: { head_sha: after, base_ref: Object.create(null) } }],
  ])('does not fail for a %s that holds no texts where they are: %j', async (event, payload) => {
    await expect(found(event, payload)).resolves.toMatchObject({ kind: expect.stringMatching(/^(un)?known$/) });
  });

  it.each([
    ['the most commits that a payload has', Array.from({ length: 2_048 }, () => commit(['a.ts']))],
    ['the most files that a payload has of a commit', [commit(files(3_000).map(({ filename }) => filename))]],
    ['no commits', []],
    ['commits without files', [{ id: before }]],
  ])('compares where a push has %s', async (_what, commits) => {
    gitHub().on(compare, {
      body: { files: [...files(1), { filename: 'n.ts', previous_filename: 'o.ts', status: 'renamed' }] },
    });
    expect(await pushed({ commits })).toEqual({ kind: 'known', paths: ['0.ts', 'n.ts', 'o.ts'] });
    expect(permissions).toEqual(['contents']);
  });

  it('does not know them where a comparison names as many as it ever does, or is not there', async () => {
    gitHub().on(compare, { body: { files: files(300) } });
    expect(await pushed({ commits: [] })).toEqual(unknown('there are 300 files or more'));
    gitHub().on(compare, { body: { files: files(299) } });
    expect(await pushed({ commits: [] })).toMatchObject({ kind: 'known' });
    gitHub().on(compare, { status: 404, body: { message: 'Not Found' } });
    expect(await pushed({ commits: [] })).toEqual(unknown(expect.stringContaining('not-found, Not Found')));
  });

  it('does not know those of a forced push, and of a new branch', async () => {
    const commits = [commit(['a.ts'])];
    expect(await pushed({ commits, forced: true })).toEqual(unknown('the push was forced'));
    expect(await pushed({ commits, created: true })).toEqual(unknown('the branch or tag is new'));
    expect(await pushed({ commits, before: '0'.repeat(40) })).toEqual(unknown('the branch or tag is new'));
  });

  it('reads those of a pull request page by page, a copied one under its own name only', async () => {
    const link = `<${gitHub().url}/repos/o/r/pulls/5/files?per_page=100&page=2>; rel="next"`;
    gitHub().on(listed, ({ query }) =>
      query.page === '2'
        ? { body: [{ filename: 'copy.ts', previous_filename: 'source.ts', status: 'copied' }] }
        : { body: files(100), headers: { link } },
    );
    const answer = await pulled();
    expect(answer).toEqual({ kind: 'known', paths: [...files(100).map(({ filename }) => filename), 'copy.ts'] });
    const queries = gitHub().requests.map(({ query }) => query);
    expect(queries).toEqual([{ per_page: '100' }, { per_page: '100', page: '2' }, {}]);
    expect(permissions).toEqual(['pull_requests', 'pull_requests', 'pull_requests']);
  });

  it('does not know those of a pull request that has another head than the event tells of, by the time that they are listed', async () => {
    gitHub().on(listed, { body: files(1) });
    gitHub().on(pull, { body: { head: { sha: before } } });
    expect(await pulled()).toEqual(unknown('the pull request has another head by now'));
    gitHub().on(pull, { status: 404, body: { message: 'Not Found' } });
    expect(await pulled()).toEqual(unknown(expect.stringContaining('not-found')));
  });

  it('waits for a limit to end as long as GitHub says, the last attempt, too', async () => {
    gitHub().on(listed, { status: 403, headers: { 'retry-after': '900' }, body: { message: 'secondary rate limit' } });
    await expect(pulled(true)).rejects.toMatchObject({ name: 'ComeAgainError', afterSeconds: 900 });
  });

  it('does not know those of a pull request that has as many as GitHub lists, and asks no further', async () => {
    gitHub().on(listed, ({ query }) => {
      const next = `${gitHub().url}/repos/o/r/pulls/5/files?per_page=100&page=${Number(query.page ?? 1) + 1}`;
      return { body: files(100), headers: { link: `<${next}>; rel="next"` } };
    });
    expect(await pulled()).toEqual(unknown('there are 3000 files or more'));
    expect(gitHub().requests).toHaveLength(30);
  });

  it('compares a merge group with the branch that it is to be merged into', async () => {
    gitHub().on(`GET /repos/o/r/compare/release%2F1...${after}`, { body: { files: files(2) } });
    const merge_group = { base_ref: 'refs/heads/release/1', base_sha: before, head_sha: after };
    expect(await found('merge_group', { merge_group })).toEqual({ kind: 'known', paths: ['0.ts', '1.ts'] });
    expect(permissions).toEqual(['contents']);
  });

  it('takes a refusal for an answer, and asks again for what may be told later, as long as somebody asks', async () => {
    gitHub().on(listed, { status: 403, body: { message: 'Resource not accessible by integration' } });
    expect(await pulled()).toEqual(unknown(expect.stringContaining('Resource not accessible')));
    gitHub().on(listed, { status: 502, body: { message: 'Server Error' } });
    await expect(pulled()).rejects.toThrow('asked for the changed files, and did not say');
    expect(await pulled(true)).toEqual(unknown(expect.stringContaining('unavailable')));
    gitHub().on(listed, { body: {} });
    expect(await pulled()).toEqual(unknown('GitHub answered without files'));
  });
});
