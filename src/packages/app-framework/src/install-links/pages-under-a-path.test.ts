import { pressed, useInstallLinks } from './install.test.support';

describe.each([
  ['the stage of API Gateway', 'https://abc.execute-api.us-east-1.amazonaws.com/prod/'],
  ['the base path of a domain', 'https://bot.example.com/github/'],
])('the pages of an installation below %s', (_where, base) => {
  const world = useInstallLinks(base);

  it('lead to GitHub and back with cookies and addresses that work', async () => {
    await world.created(9);
    const { link, page, state, arrive, browser } = await pressed(world);
    expect(link.startsWith(`${base}install?link=`)).toBe(true);
    const [cookie] = page.multiValueHeaders?.['set-cookie'] ?? [];
    expect(cookie).toMatch(/^__Host-install-\w+=\S+; Max-Age=7200; Path=\/; Secure; HttpOnly; SameSite=Lax$/);
    const query = { installation_id: '9', setup_action: 'install', state };
    const { location } = await browser.get(`install/back?${new URLSearchParams(query)}`);
    expect(new URL(location).searchParams.get('redirect_uri')).toBe(`${base}auth/callback`);
    expect((await arrive(query)).title).toBe('acme is connected');
  });
});
