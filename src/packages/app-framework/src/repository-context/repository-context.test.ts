import { paged } from '../github/fake-github.test.support';
import { NotTold } from './ask';
import { useRepositoryContext } from './context-of-fake.test.support';

const { gitHub, context } = useRepositoryContext();
const pull = 'GET /repos/octo-org/web/pulls/7';
const changed = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    filename: `${index}.ts`,
    status: 'modified',
    additions: 1,
    deletions: 1,
    patch: `@@ -1 +1 @@\n-a\n+${index}`,
  }));
const refusal = { status: 406, body: { message: 'Sorry, the diff exceeded the maximum number of files (300).' } };

describe('createRepositoryContext', () => {
  it('reads the diff of a pull request as GitHub has it', async () => {
    gitHub().on(pull, ({ headers }) => ({
      headers: { 'content-type': 'application/vnd.github.diff; charset=utf-8' },
      body: String(headers.accept).includes('diff') ? 'diff --git a/x b/x\n' : { number: 7 },
    }));
    expect(await context().pullRequest(7).diff()).toEqual({
      text: 'diff --git a/x b/x\n',
      from: 'GitHub',
      lacking: [],
      isTruncated: false,
    });
  });

  it('puts a diff together that GitHub refuses, and tells which changes are not in it', async () => {
    gitHub().on(pull, refusal);
    const files = [
      ...changed(1),
      { filename: 'new.ts', status: 'added', additions: 1, deletions: 0, patch: '@@ -0,0 +1 @@\n+x' },
      { filename: 'gone.ts', status: 'removed', additions: 0, deletions: 1, patch: '@@ -1 +0,0 @@\n-x' },
      { filename: 'b.ts', previous_filename: 'a.ts', status: 'renamed', additions: 0, deletions: 0 },
      { filename: 'logo.png', status: 'modified', additions: 0, deletions: 0 },
      { filename: 'two\n+++ b/lines', status: 'added', additions: 1, deletions: 0, patch: '@@ -0,0 +1 @@\n+x' },
    ];
    gitHub().on(`${pull}/files`, { body: files });

    const diff = await context().pullRequest(7).diff();
    expect(diff).toMatchObject({ from: 'files', lacking: ['logo.png'], isTruncated: false });
    expect(diff.text).toBe(
      [
        'diff --git a/0.ts b/0.ts\n--- a/0.ts\n+++ b/0.ts\n@@ -1 +1 @@\n-a\n+0\n',
        'diff --git a/new.ts b/new.ts\nnew file mode 100644\n--- /dev/null\n+++ b/new.ts\n@@ -0,0 +1 @@\n+x\n',
        'diff --git a/gone.ts b/gone.ts\ndeleted file mode 100644\n--- a/gone.ts\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n',
        'diff --git a/a.ts b/b.ts\nrename from a.ts\nrename to b.ts\n',
        'diff --git a/logo.png b/logo.png\n',
        'diff --git "a/two\\012+++ b/lines" "b/two\\012+++ b/lines"\nnew file mode 100644\n--- /dev/null\n+++ "b/two\\012+++ b/lines"\n@@ -0,0 +1 @@\n+x\n',
      ].join(''),
    );
  });

  it.each([
    [30, 1],
    [300, 3],
    [3_000, 30],
  ])('lists %s files with %s calls, and says when there may be more', async (count, calls) => {
    gitHub().on(`${pull}/files`, paged(changed(count)));
    const { items, isTruncated } = await context().pullRequest(7).files();
    expect([items.length, items.at(-1)?.path, isTruncated]).toEqual([count, `${count - 1}.ts`, count === 3_000]);
    expect(gitHub().asked()).toHaveLength(calls);
  });

  it('reads the list of files once for files and a diff that GitHub refuses, and tells a renamed file without its change', async () => {
    gitHub().on(pull, refusal);
    const renamed = { filename: 'b.ts', previous_filename: 'a.ts', status: 'renamed', additions: 9, deletions: 0 };
    gitHub().on(`${pull}/files`, { body: [renamed] });
    const read = context().pullRequest(7);
    await read.files();
    expect(await read.diff()).toMatchObject({ lacking: ['b.ts'] });
    expect(gitHub().asked()).toHaveLength(2);
  });

  it('asks for a diff by no ETag of the details', async () => {
    gitHub().on(pull, ({ headers }) => ({
      headers: { etag: '"1"', ...(String(headers.accept).includes('diff') && { 'content-type': 'text/plain' }) },
      body: String(headers.accept).includes('diff') ? 'diff' : { number: 7 },
    }));
    const read = context().pullRequest(7);
    await read.details();
    expect(await read.diff()).toMatchObject({ text: 'diff' });
    expect(gitHub().requests.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, undefined]);
  });

  it('lists the one file that the path is', async () => {
    const tree = ['src/a.ts', 'src/a.tsx'].map((path) => ({ type: 'blob', path, sha: '1', size: 1, mode: '100644' }));
    gitHub().on('GET /repos/octo-org/web/git/trees/main', { body: { sha: 't', tree } });
    const { files } = await context().listFiles('main', { path: 'src/a.ts' });
    expect(files.map(({ path }) => path)).toEqual(['src/a.ts']);
  });

  it('brings comments of the conversation, the diff and reviews into one order', async () => {
    const at = (minute: number) => `2026-11-01T12:0${minute}:00Z`;
    const user = { login: 'mona', type: 'User' };
    gitHub().on('GET /repos/octo-org/web/issues/7/comments', {
      body: [
        { id: 1, body: 'first', created_at: at(1), user },
        { id: 4, body: 'last', created_at: at(4), user: null },
      ],
    });
    gitHub().on(`${pull}/comments`, {
      body: [{ id: 2, body: 'here', created_at: at(2), path: 'a.ts', line: 3, user: { login: 'r[bot]', type: 'Bot' } }],
    });
    gitHub().on(`${pull}/reviews`, {
      body: [
        { id: 3, body: 'well', submitted_at: at(3), state: 'APPROVED', user },
        { id: 5, body: '', submitted_at: at(3), state: 'COMMENTED', user },
      ],
    });
    const { items } = await context().pullRequest(7).comments();
    expect(items).toMatchObject([
      { kind: 'comment', id: 1, author: { login: 'mona', isBot: false } },
      { kind: 'line', id: 2, path: 'a.ts', line: 3, author: { isBot: true } },
      { kind: 'review', id: 3, state: 'APPROVED' },
      { kind: 'comment', id: 4, author: { login: '' } },
    ]);
  });

  it('reads a commit with its files, page by page', async () => {
    const commit = {
      sha: 'a'.repeat(40),
      commit: { message: 'one' },
      parents: [{ sha: 'b' }],
      stats: { additions: 4 },
    };
    gitHub().on(
      'GET /repos/octo-org/web/commits/main',
      paged(changed(101), (files) => ({ ...commit, files })),
    );
    const read = await context().commit('main');
    expect(read).toMatchObject({
      sha: 'a'.repeat(40),
      message: 'one',
      parents: ['b'],
      additions: 4,
      isTruncated: false,
    });
    expect(read.files).toHaveLength(101);
  });

  it('asks again only whether something has changed, for whom it was told', async () => {
    const number = 7;
    gitHub().onInTurn(
      pull,
      { headers: { etag: '"1"' }, body: { number, title: 'One' } },
      { status: 304, headers: { etag: '"1"' }, body: '' },
      { headers: { etag: '"2"' }, body: { number, title: 'Two' } },
    );
    const titles = [];
    for (const whose of ['one', 'one', 'other'])
      titles.push((await context(whose).pullRequest(number).details()).title);
    expect(titles).toEqual(['One', 'One', 'Two']);
    expect(gitHub().requests.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"1"', undefined]);
  });

  it('finds what came to a list whose last page was full, though nothing of that page has changed', async () => {
    const files = [...changed(100)];
    const pages = paged(files, (page) => page);
    gitHub().on(`${pull}/files`, (request) => {
      if (request.headers['if-none-match'] === '"full"' && request.query.page === undefined) return { status: 304 };
      const page = pages(request);
      return { ...page, headers: { ...page.headers, etag: '"full"' } };
    });
    expect((await context('one').pullRequest(7).files()).items).toHaveLength(100);
    files.push(...changed(101).slice(100));
    expect((await context('one').pullRequest(7).files()).items).toHaveLength(101);
  });

  it('fails with what GitHub said, and how long to wait', async () => {
    gitHub().on(pull, { status: 403, headers: { 'retry-after': '900' }, body: { message: 'secondary rate limit' } });
    const failure = await context()
      .pullRequest(7)
      .details()
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NotTold);
    expect(failure).toMatchObject({ status: 403, outcome: { kind: 'throttled', retryAfterSeconds: 900 } });
  });

  it.each(['..', 'a/../b', '/etc/passwd', 'a//b', '%2e%2E', './a'])(
    'refuses the path %s, and asks nothing',
    async (path) => {
      await expect(context().getFile(path)).rejects.toThrow(/no path/);
      expect(gitHub().asked()).toEqual([]);
    },
  );

  it.each(['', '..', 'a..b', 'a/../b'])('refuses the ref %j, and asks nothing', async (ref) => {
    await expect(context().commit(ref)).rejects.toThrow(/no commit/);
    await expect(context().listFiles(ref)).rejects.toThrow(/no commit/);
    expect(gitHub().asked()).toEqual([]);
  });
});
