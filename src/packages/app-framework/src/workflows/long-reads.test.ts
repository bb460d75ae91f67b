import { paged } from '../github/fake-github.test.support';
import { field } from '../lambda/parsed-json';
import { useSteps } from './steps.test.support';
import { sha } from './workflows.test.support';

const world = useSteps();
const { gitHub, run } = world;
const at = '/api/v3/repos/octo-org/web';
const numbered = (count: number) => Array.from({ length: count }, (_, index) => ({ filename: `${index}.ts` }));
/** Each request to GitHub for what is in the repository takes ten seconds of the minute. */
const slow = () => {
  const asked = () => gitHub().requests.filter(({ path }) => path.startsWith(at)).length;
  const before = asked();
  return { remaining: () => 60_000 - 10_000 * (asked() - before) };
};

describe('a step that reads more than it has time for', () => {
  beforeEach(() => {
    gitHub().on(`GET ${at}`, { body: { full_name: 'octo-org/web', default_branch: 'main' } });
    gitHub().on(`GET ${at}/pulls/7`, { body: { number: 7, title: 'Work', head: { sha } } });
    gitHub().on(`GET ${at}/pulls/7/files`, paged(numbered(900)));
    for (const list of ['pulls/7/comments', 'pulls/7/reviews', 'issues/7/comments'])
      gitHub().on(`GET ${at}/${list}`, paged(numbered(300)));
  });

  it('tells in time which lists of a pull request are not whole, with what it has of them', async () => {
    const read = await run('getPullRequest', { number: 7, include: ['files', 'comments'] }, slow());
    expect(read).toMatchObject({
      title: 'Work',
      files: { isTruncated: true },
      comments: { items: [], isTruncated: true },
    });
    expect(field(field(read, 'files'), 'items')).toHaveLength(300);
    expect(await run('getPullRequest', { number: 7, include: ['files'] })).toMatchObject({
      files: { isTruncated: false },
    });
  });

  it('tells the newest commits of a push, whose older ones it left out', async () => {
    const ids = ['1', '2', '3', '4', '5', '6', '7'].map((one) => one.repeat(40));
    const { bucket, key } = Object(field(world.input(), 'payload'));
    world.aws().objects.set(`/${bucket}/${key}`, JSON.stringify({ commits: ids.map((id) => ({ id })) }));
    for (const id of ids) gitHub().on(`GET ${at}/commits/${id}`, { body: { sha: id, files: [] } });
    const read = await run('getCommits', {}, slow());
    const shas = Object(field(read, 'commits')).map((one: unknown) => field(one, 'sha'));
    expect([shas, field(read, 'isTruncated'), field(read, 'leftOut')]).toEqual([ids.slice(-5), true, 2]);
  });

  it('tells which files of a commit it has, where that commit alone is too much', async () => {
    gitHub().on(
      `GET ${at}/commits/${sha}`,
      paged(numbered(900), (files) => ({ sha, files })),
    );
    world.aws().objects.clear();
    const { bucket, key } = Object(field(world.input(), 'payload'));
    world.aws().objects.set(`/${bucket}/${key}`, '{}');
    const { commits } = Object(await run('getCommits', {}, slow()));
    expect(commits).toMatchObject([{ sha, isTruncated: true }]);
    expect(commits[0].files).toHaveLength(500);
  });

  it('ends a push of large commits where a function could not hold more', async () => {
    const ids = ['1', '2', '3', '4', '5'].map((one) => one.repeat(40));
    const { bucket, key } = Object(field(world.input(), 'payload'));
    world.aws().objects.set(`/${bucket}/${key}`, JSON.stringify({ commits: ids.map((id) => ({ id })) }));
    const files = numbered(30).map((file) => ({ ...file, patch: '+'.repeat(300_000) }));
    for (const id of ids) gitHub().on(`GET ${at}/commits/${id}`, { body: { sha: id, files } });
    const read = await run('getCommits');
    expect(read).toMatchObject({ isTruncated: true, stored: { bytes: expect.any(Number) } });
    expect(field(field(read, 'stored'), 'bytes')).toBeLessThan(28_000_000);
  });

  it('says beside what lies in the archive which of it is not whole', async () => {
    const files = numbered(900).map((file) => ({ ...file, patch: '+'.repeat(400) }));
    gitHub().on(`GET ${at}/pulls/7/files`, paged(files));
    const read = await run('getPullRequest', { number: 7, include: ['files'] }, slow());
    expect(read).toMatchObject({ title: 'Work', files: { isTruncated: true }, stored: { bucket: 'archive' } });
    expect(field(read, 'files')).not.toHaveProperty('items');
  });
});
