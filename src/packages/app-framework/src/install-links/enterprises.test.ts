import { acme, ada, installed, mallory, pressed, useInstallLinks } from './install.test.support';

const world = useInstallLinks();
const { gitHub, people, created, told, bindings } = world;

describe('an enterprise', () => {
  const enterprise = { id: 41, slug: 'ada-corp' };
  const onEnterprise = (id: number, people: object = {}) =>
    told('installation', {
      action: 'created',
      installation: { id, account: enterprise, target_type: 'Enterprise' },
      ...{ sender: mallory, requester: null, ...people },
    });
  const seen = (account: object) => {
    people(ada, []);
    const installation = { id: 9, app_id: 7, account, target_type: 'Enterprise' };
    gitHub().on('GET /user/installations', { body: { installations: [installation] } });
  };

  it('is controlled by no person whose id it happens to have', async () => {
    await onEnterprise(9);
    seen(enterprise);
    const { arrive, state } = await pressed(world);
    expect((await arrive(installed(state))).title).toBe('Waiting for GitHub');
    expect(await bindings()).toEqual([]);
  });

  it('keeps what is its own apart from an organization whose id it happens to have', async () => {
    const alike = { ...enterprise, id: acme.id };
    await told('installation', {
      action: 'created',
      installation: { id: 9, account: alike, target_type: 'Enterprise' },
      sender: ada,
    });
    seen(alike);
    const { arrive, state } = await pressed(world);
    await arrive(installed(state));
    const own = [{ accountLogin: 'ada-corp', installationId: 9, status: 'active' }];
    expect(await bindings()).toEqual(own);
    await created(10);
    await told('organization', { action: 'member_removed', organization: acme, membership: { user: ada } });
    expect(await bindings()).toEqual(own);
  });
});
