import { useHookedGitHub } from '../webhooks/installed-app.test.support';

describe('activityRoutes', () => {
  const { place, bot } = useHookedGitHub();

  it('tell what was pushed to a branch, newest first, and the repository when that was', async () => {
    const { control } = place();
    const repository = 'acme/web';
    const shas: string[] = [];
    for (const [index, branch] of ['topic', 'main', 'topic'].entries()) {
      await control.setClock(60 * (index + 1));
      shas.push((await control.push({ repository, branch, files: { 'a.txt': `${index}` } })).sha);
    }
    const asked = { owner: 'acme', repo: 'web' };
    const route = 'GET /repos/{owner}/{repo}/activity';
    const { data } = await bot().octokit.request(route, { ...asked, ref: 'refs/heads/topic' });
    expect(data).toMatchObject([
      { before: shas[0], after: shas[2], ref: 'refs/heads/topic', activity_type: 'push' },
      { before: '0'.repeat(40), after: shas[0], activity_type: 'branch_creation' },
    ]);
    expect((await bot().octokit.request(route, { ...asked, per_page: 2 })).data).toHaveLength(2);
    const pushedAt = (await bot().octokit.request('GET /repos/{owner}/{repo}', asked)).data.pushed_at;
    expect(pushedAt).toBe(data[0]?.timestamp);
    expect(Date.parse(String(pushedAt)) - Date.parse(String(data[1]?.timestamp))).toBeGreaterThanOrEqual(119_000);
  });
});

describe('contentRoutes', () => {
  const { place, bot } = useHookedGitHub();

  it('read the default branch, whatever its name, unless another is asked for', async () => {
    const { control } = place();
    await control.createRepository({ owner: 'acme', name: '.github', defaultBranch: 'trunk' });
    const repository = 'acme/.github';
    await control.push({ repository, files: { 'robot.json': '{}' } });
    await control.push({ repository, branch: 'topic', files: { 'robot.json': '{"a":1}' } });
    const asked = { owner: 'acme', repo: '.github', path: 'robot.json', mediaType: { format: 'raw' } };
    const read = async (ref?: string) =>
      (await bot().octokit.request('GET /repos/{owner}/{repo}/contents/{path}', { ...asked, ...(ref && { ref }) }))
        .data;
    expect([await read(), await read('topic'), await read('trunk')]).toEqual(['{}', '{"a":1}', '{}']);
    await expect(read('main')).rejects.toMatchObject({ status: 404 });
    const { data } = await bot().octokit.request('GET /repos/{owner}/{repo}', { owner: 'acme', repo: '.github' });
    expect(data.default_branch).toBe('trunk');
    const pull = await control.openPull({ repository, title: 'a', head: 'topic' });
    await control.mergePull({ repository, number: pull.number });
    expect(await read()).toBe('{"a":1}');
    await place().posted();
    expect(place().endpoint.payloads('push')[0]).toMatchObject({
      ref: 'refs/heads/trunk',
      repository: { default_branch: 'trunk', master_branch: 'trunk' },
    });
  });

  it('answer 304 to who has the file already, at no cost, until it changes', async () => {
    const { control } = place();
    await control.push({ repository: 'acme/web', files: { 'robot.json': '{}' } });
    const read = (etag?: string) =>
      bot().octokit.request('GET /repos/{owner}/{repo}/contents/{path}', {
        owner: 'acme',
        repo: 'web',
        path: 'robot.json',
        headers: etag === undefined ? {} : { 'if-none-match': etag },
      });
    const { headers } = await read();
    const known = await read(headers.etag).catch((error) => error);
    expect([known.status, known.response.headers['x-ratelimit-used']]).toEqual([304, headers['x-ratelimit-used']]);
    await control.push({ repository: 'acme/web', files: { 'robot.json': '{"a":1}' } });
    expect((await read(headers.etag)).status).toBe(200);
  });
});

describe('compareRoutes', () => {
  const { place, bot } = useHookedGitHub();
  const repository = 'acme/web';
  const compare = (basehead: string) =>
    bot().octokit.request('GET /repos/{owner}/{repo}/compare/{basehead}', { owner: 'acme', repo: 'web', basehead });

  it('tell which files a branch changed since it left the other one, a renamed one with its name before', async () => {
    const { control } = place();
    const { sha: before } = await control.push({ repository, files: { 'old.txt': 'text', 'same.txt': 'same' } });
    await control.push({ repository, branch: 'topic/one', files: { 'old.txt': null, 'new.txt': 'text' } });
    const { sha } = await control.push({ repository, branch: 'topic/one', files: { 'more.txt': 'more' } });
    await control.push({ repository, files: { 'elsewhere.txt': 'text' } });

    const { data } = await compare('main...topic/one');
    expect(data).toMatchObject({ status: 'diverged', ahead_by: 2, behind_by: 1 });
    expect(data.files?.map(({ filename, status }) => [filename, status])).toEqual([
      ['more.txt', 'added'],
      ['new.txt', 'renamed'],
    ]);
    expect(data.files?.[1]).toMatchObject({ previous_filename: 'old.txt', changes: 0 });
    expect((await compare(`${sha}...${before}`)).data).toMatchObject({ status: 'behind', files: [] });
    await expect(compare(`main...${'0'.repeat(40)}`)).rejects.toMatchObject({ status: 404 });
  });

  it('name 300 files, and say nothing of the others', async () => {
    const files = Object.fromEntries(Array.from({ length: 301 }, (_, index) => [`${index}.txt`, `${index}`]));
    await place().control.push({ repository, branch: 'many', files });
    expect((await compare('main...many')).data.files).toHaveLength(300);
  });
});
