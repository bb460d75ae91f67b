import { createAppAuth } from '@octokit/auth-app';
import { serverError } from '../faults/fault-makers';
import { useLocalGitHub } from '../local-github.test.support';

const agent = { 'user-agent': 'test' };
const redirect = 'https://bot.example.com/setup/created';
const manifest = {
  name: 'My Bot',
  url: 'https://bot.example.com',
  hook_attributes: { url: 'http://127.0.0.1:9/webhook' },
  redirect_url: redirect,
  setup_url: 'https://bot.example.com/setup/installed',
  public: false,
  default_permissions: { issues: 'write', checks: 'write' },
  default_events: ['issues'],
};

describe('an App from a manifest', () => {
  const { gitHub, control } = useLocalGitHub();
  let cookie: string;
  beforeEach(async () => {
    await control().createAccount({ login: 'jane', type: 'User' });
    await control().createAccount({ login: 'acme', type: 'Organization' });
    await control().createRepository({ owner: 'jane', name: 'web' });
    cookie = await control().startSession('jane');
  });

  const site = (path: string, init: RequestInit = {}) =>
    fetch(`${gitHub().url}${path}`, { redirect: 'manual', ...init, headers: { ...agent, ...Object(init.headers) } });
  const post = (path: string, form: Record<string, string>, headers = {}) =>
    site(path, { method: 'POST', body: new URLSearchParams(form), headers });
  /** Another site posts, without the cookie of this one. */
  const propose = (change: object = {}, path = '/settings/apps/new?state=st') =>
    post(path, { manifest: JSON.stringify({ ...manifest, ...change }) });
  async function created(change: object = {}, path?: string): Promise<URL> {
    const place = (await propose(change, path)).headers.get('location') ?? '';
    return new URL((await post(place, {}, { cookie })).headers.get('location') ?? '');
  }
  const converted = async (code: string | null) => {
    const answer = await site(`/app-manifests/${code}/conversions`, { method: 'POST' });
    return { status: answer.status, body: Object(await answer.json()) };
  };

  it('is shown to whoever is signed in, created by a button, and given once for its code', async () => {
    const proposed = await propose();
    const place = proposed.headers.get('location') ?? '';
    expect([proposed.status, place]).toEqual([303, expect.stringMatching(/^\/settings\/apps\/manifests\/\w+$/)]);
    expect((await site(place)).headers.get('location')).toMatch(/^\/login\?return_to=/);
    expect(await (await site(place, { headers: { cookie } })).text()).toContain('Create GitHub App for jane');
    const back = new URL((await post(place, {}, { cookie })).headers.get('location') ?? '');
    expect(`${back.origin}${back.pathname} ${back.searchParams.get('state')}`).toBe(`${redirect} st`);

    const { status, body } = await converted(back.searchParams.get('code'));
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({
        slug: 'my-bot',
        name: 'My Bot',
        html_url: `${gitHub().url}/apps/my-bot`,
        owner: expect.objectContaining({ login: 'jane' }),
        events: ['issues', 'check_run', 'check_suite'],
        webhook_secret: expect.stringMatching(/^\w{40}$/),
        client_secret: expect.stringMatching(/^\w{40}$/),
      }),
    ]);
    const { token } = await createAppAuth({ appId: body.id, privateKey: body.pem })({ type: 'app' });
    expect((await site('/app', { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
    expect((await converted(back.searchParams.get('code'))).status).toBe(404);
    expect((await control().secrets()).webhookSecrets).toContain(body.webhook_secret);
    expect((await control().requests()).requests.map(({ query }) => query)).not.toContainEqual({ state: 'st' });
  });

  it('is given by the code that it was not given for while GitHub failed', async () => {
    const code = (await created()).searchParams.get('code');
    await control().addFault(serverError({ method: 'POST', path: '^/app-manifests/' }, { status: 500 }));
    expect([(await converted(code)).status, (await converted(code)).status]).toEqual([500, 201]);
  });

  it('keeps the code for an hour', async () => {
    const back = await created();
    await control().setClock(3_601);
    expect((await converted(back.searchParams.get('code'))).status).toBe(404);
  });

  it.each<[string, object, string]>([
    [
      'an event that comes by itself',
      { default_events: ['installation', 'issues'] },
      'Default events unsupported: installation',
    ],
    [
      'events without their permission',
      { default_events: ['push', 'issues', 'release'] },
      'Default events are not supported by permissions: push and release',
    ],
    [
      'a comment on issues by Pull requests alone',
      { default_permissions: { pull_requests: 'write' }, default_events: ['issue_comment'] },
      'permissions: issue_comment',
    ],
    ['a permission that there is none of', { default_permissions: { magic: 'write' } }, 'magic'],
    ['a name that is too long', { name: 'x'.repeat(35) }, 'maximum is 34 characters'],
    ['no homepage', { url: '' }, 'Homepage URL'],
    ['a hook without a URL', { hook_attributes: { active: true } }, 'Hook url'],
    ['a flag that is none', { public: 'no' }, 'public must be true or false'],
  ])('is refused for %s', async (_what, change, said) => {
    const { status, text } = await propose(change).then(async (answer) => ({
      status: answer.status,
      text: await answer.text(),
    }));
    expect([status, text]).toEqual([422, expect.stringContaining(said)]);
  });

  it('is refused a name that somebody has', async () => {
    await created();
    const place = (await propose()).headers.get('location') ?? '';
    const again = await post(place, {}, { cookie });
    expect([again.status, await again.text()]).toEqual([422, expect.stringContaining('Name is already taken')]);
    expect((await post(place, { name: 'Another Bot' }, { cookie })).status).toBe(302);
  });

  it('is an organization’s where its owner creates it, and nobody else', async () => {
    const path = '/organizations/acme/settings/apps/new?state=st';
    const place = (await propose({}, path)).headers.get('location') ?? '';
    expect((await post(place, {}, { cookie })).status).toBe(404);
    await control().addMember({ organization: 'acme', user: 'jane', role: 'admin' });
    const back = new URL((await post(place, {}, { cookie })).headers.get('location') ?? '');
    expect((await converted(back.searchParams.get('code'))).body.owner.login).toBe('acme');
    expect((await propose({}, '/organizations/nobody/settings/apps/new')).status).toBe(404);
  });

  it('is installed on the account of its owner, who comes to the setup URL', async () => {
    const { slug, id } = (await converted((await created()).searchParams.get('code'))).body;
    const path = `/apps/${slug}/installations/new`;
    expect((await site(path)).headers.get('location')).toMatch(/^\/login/);
    const page = await (await site(path, { headers: { cookie } })).text();
    expect(page).toContain('id="choose-jane-web"');
    const back = new URL(
      (await post(path, { target: 'jane', repository: 'web' }, { cookie })).headers.get('location') ?? '',
    );
    expect(back.href).toMatch(
      /^https:\/\/bot\.example\.com\/setup\/installed\?installation_id=\d+&setup_action=install$/,
    );
    expect((await post(path, { target: 'jane' }, { cookie })).status).toBe(409);
    const other = (await converted((await created({ name: 'Other' })).searchParams.get('code'))).body;
    const withState = `/apps/${other.slug}/installations/new?state=mine`;
    expect(await (await site(withState, { headers: { cookie } })).text()).toContain(`action="${withState}"`);
    const led = new URL((await post(withState, { target: 'jane' }, { cookie })).headers.get('location') ?? '');
    expect(led.searchParams.get('state')).toBe('mine');
    expect((await post(path, { target: 'acme' }, { cookie })).status).toBe(404);
    await control().createAccount({ login: 'joe', type: 'User' });
    const stranger = { cookie: await control().startSession('joe') };
    expect((await site(path, { headers: stranger })).status).toBe(404);
    expect(id).toBeGreaterThan(0);
  });
});
