import { useHookedGitHub } from '../webhooks/installed-app.test.support';

const web = { owner: 'acme', repo: 'web' };
const repository = 'acme/web';
const files = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index}.txt`, `${index}\n`]));

describe('what is large', () => {
  const { place, bot } = useHookedGitHub();
  const diff = { mediaType: { format: 'diff' } };
  const opened = async (count: number) => {
    await place().control.push({ repository, branch: 'many', files: files(count) });
    const { number } = await place().control.openPull({ repository, title: 'Many', head: 'many', sender: 'jane' });
    return { ...web, pull_number: number };
  };

  it('is a diff of 300 files, and no diff of one more', async () => {
    const pull = await opened(300);
    const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
    const text = String((await bot().octokit.request(route, { ...pull, ...diff })).data);
    expect(text.split('diff --git ')).toHaveLength(301);
    expect(text).toContain(
      'diff --git a/7.txt b/7.txt\nnew file mode 100644\n--- /dev/null\n+++ b/7.txt\n@@ -0,0 +1,1 @@\n+7',
    );
    await place().control.push({ repository, branch: 'many', files: { 'one.txt': 'more' } });
    await expect(bot().octokit.request(route, { ...pull, ...diff })).rejects.toMatchObject({
      status: 406,
      response: { data: { errors: [{ field: 'diff', code: 'too_large' }] } },
    });
  });

  it('is listed up to the 3,000th file of a pull request', async () => {
    const pull = await opened(3_001);
    const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files';
    const page = async (page: number) =>
      (await bot().octokit.request(route, { ...pull, per_page: 100, page })).data.length;
    expect([await page(30), await page(31)]).toEqual([100, 0]);
  });

  it('comes from the objects of git where contents leave it out', async () => {
    const text = 'x'.repeat(1_048_577);
    await place().control.push({ repository, files: { 'docs/large.txt': text } });
    const { octokit } = bot();
    const path = 'docs/large.txt';
    const told = Object((await octokit.request('GET /repos/{owner}/{repo}/contents/{path}', { ...web, path })).data);
    expect(told).toMatchObject({ encoding: 'none', content: '', size: text.length });
    const blob = await octokit.request('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', {
      ...web,
      file_sha: told.sha,
    });
    expect(Buffer.from(blob.data.content, 'base64').toString()).toBe(text);
    const tree = await octokit.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
      ...web,
      tree_sha: 'main',
      recursive: 'true',
    });
    expect(tree.data).toMatchObject({
      truncated: false,
      tree: [
        { path: 'docs', type: 'tree' },
        { path: 'docs/large.txt', type: 'blob', sha: told.sha },
      ],
    });
  });

  it('is a commit, with what it changed and what it stands on, page by page', async () => {
    const { sha: before } = await place().control.push({ repository, files: { 'a.txt': 'a\n' }, sender: 'jane' });
    const { sha } = await place().control.push({ repository, files: { 'a.txt': null, 'b.txt': 'b\n' } });
    const route = 'GET /repos/{owner}/{repo}/commits/{ref}';
    const first = await bot().octokit.request(route, { ...web, ref: sha, per_page: 1 });
    expect(first.data).toMatchObject({ sha, parents: [{ sha: before }], stats: { total: 2 } });
    expect(first.data.files?.map(({ filename }) => filename)).toEqual(['a.txt']);
    expect(first.headers.link).toContain('rel="next"');
    await expect(bot().octokit.request(route, { ...web, ref: 'f'.repeat(40) })).rejects.toMatchObject({ status: 422 });
  });
});
