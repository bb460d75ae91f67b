import { useHookedGitHub } from '../webhooks/installed-app.test.support';

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
