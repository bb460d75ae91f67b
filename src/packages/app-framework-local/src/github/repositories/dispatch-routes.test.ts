import { missingMembers } from '../events/example-members.test.support';
import { useHookedGitHub } from '../webhooks/installed-app.test.support';

const web = { owner: 'acme', repo: 'web' };
const route = 'POST /repos/{owner}/{repo}/dispatches';

describe('an event that is dispatched', () => {
  const { place, bot } = useHookedGitHub({ slug: 'robot', permissions: { contents: 'write' } });

  const status = (parameters: object, by = bot()) =>
    by.octokit.request(route, { ...web, event_type: 'release', ...parameters }).then(
      (answer) => answer.status,
      (error) => error.status,
    );

  it('is told to who may read contents, with what was given along and all that GitHub tells', async () => {
    await place().install({ permissions: { issues: 'write' } });
    expect(await status({ client_payload: { version: '1.2.3' } })).toBe(204);

    expect(await place().posted()).toEqual(['repository_dispatch.release']);
    const [payload = {}] = place().endpoint.payloads('repository_dispatch');
    expect(missingMembers('repository_dispatch', payload)).toEqual([]);
    expect(payload).toMatchObject({
      action: 'release',
      branch: 'main',
      client_payload: { version: '1.2.3' },
      sender: { login: 'robot[bot]', type: 'Bot' },
    });
  });

  it('is refused without a type, with too much in it, and to who may not write', async () => {
    const eleven = Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`member${at}`, at]));
    expect(await status({ event_type: undefined })).toBe(422);
    expect(await status({ event_type: 't'.repeat(101) })).toBe(422);
    expect(await status({ client_payload: eleven })).toBe(422);
    expect(await status({}, await place().install({ permissions: { contents: 'read' } }))).toBe(403);
    expect(await place().posted()).toEqual([]);
  });
});
