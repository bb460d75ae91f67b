import type { Browser, Page } from 'puppeteer-core';
import { problemsOf, tabbedTo } from './harness/accessible';
import { openChromium, openPage, picture, press, say, shows, textOf, type Visitor, visit } from './harness/chromium';
import { clientAs } from './harness/framework-client';
import { askGitHub } from './harness/github-api';
import { type GivenPlace, givenPlace } from './harness/given-place';
import { at, listAt, textAt } from './harness/json';
import { control, gitHub } from './harness/local-github';
import { pagesUrl } from './harness/person';
import { people } from './harness/remarks';
import { describeWith } from './harness/requires';

const link = 'article a[href*="/auth/login?ask="]';

describeWith(['the local GitHub', 'the local AWS', 'Chromium'], 'somebody in a browser', () => {
  let chromium: Browser;
  let place: GivenPlace;
  const visitors: Visitor[] = [];

  beforeAll(async () => {
    [chromium, place] = await Promise.all([openChromium(), givenPlace()]);
  });
  afterAll(async () => {
    await place.takeAway();
    await chromium.close();
  });
  afterEach(() => Promise.all(visitors.splice(0).map(({ context }) => context.close())));

  const threadOf = (number: number) => `${gitHub.url}/${place.repository}/issues/${number}`;
  const visiting = async (login: string, number: number): Promise<Visitor> => {
    const visitor = await visit(chromium, login, threadOf(number));
    visitors.push(visitor);
    return visitor;
  };
  /** Somebody who has asked for something, and has the bot's link before them. */
  async function asking(): Promise<Visitor & { login: string; number: number }> {
    const login = await place.person();
    const number = await place.issue(login);
    const visitor = await visiting(login, number);
    await say(visitor.page, '@ai3-mvp resolve');
    await shows(visitor.page, link);
    return { ...visitor, login, number };
  }
  const isClosed = (page: Page) => shows(page, '::-p-text(Closed.)');

  /** The issue, as the App itself reads it. */
  async function issueAt(number: number): Promise<unknown> {
    const { appId, gitHubApiUrl } = { appId: place.app.appId, gitHubApiUrl: gitHub.url };
    const client = await clientAs('InstallationTokenCallerRole');
    const { installationToken = '' } = await client.getInstallationToken({
      appId,
      installationId: place.installationId,
    });
    return (await askGitHub(gitHubApiUrl, `/repos/${place.repository}/issues/${number}`, installationToken)).body;
  }
  const exchanges = async (): Promise<number> =>
    listAt(await control('GET', '/token-requests'), 'requests').filter(
      (one) => textAt(one, 'grantType') === 'authorization_code' && textAt(one, 'outcome') === 'token',
    ).length;

  /** Opens the page that GitHub sends a browser back to, without going there. */
  async function heldBack(page: Page): Promise<string> {
    await page.setRequestInterception(true);
    const held = new Promise<string>((resolve) => {
      page.on('request', (request) => {
        if (!request.url().startsWith(`${pagesUrl()}auth/callback`)) return request.continue();
        resolve(request.url());
        return request.abort();
      });
    });
    await page.click('#authorize');
    const url = await held;
    page.removeAllListeners('request');
    await page.setRequestInterception(false);
    return url;
  }

  it('comments, signs in by the link, comes back, and the waiting command has run as they', async () => {
    const { page, context, login, number } = await asking();
    expect(await problemsOf(page, 'sign-in-1-link')).toEqual([]);

    expect(await press(page, link)).toBe(200);
    expect(new URL(page.url()).origin).toBe(gitHub.url);
    expect(await problemsOf(page, 'sign-in-2-authorize')).toEqual([]);
    await press(page, '#authorize');

    expect(page.url()).toBe(`${pagesUrl()}auth/done`);
    expect(await page.title()).toBe(`You are signed in as ${login}`);
    expect(await page.evaluate('document.referrer')).toBe('');
    const kept = (await context.cookies()).filter(({ name }) => name.startsWith('__Host-'));
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.map(({ secure, httpOnly, sameSite }) => [secure, httpOnly, sameSite])).toEqual(
      kept.map(() => [true, true, 'Lax']),
    );
    expect(await problemsOf(page, 'sign-in-3-signed-in')).toEqual([]);
    expect(await tabbedTo(page, 1)).toEqual(['Go back to GitHub']);

    await press(page, 'main a');
    expect(page.url().replace(/#.*/, '')).toBe(threadOf(number));
    await isClosed(page);
    await picture(page, 'sign-in-4-come-back');
    const issue = await issueAt(number);
    expect([at(issue, 'state'), at(issue, 'closed_by', 'login')]).toEqual(['closed', login]);
  });

  it('can read the pages of the local GitHub on which people sign in, whatever their screen', async () => {
    const login = await place.person();
    const visitor = await visiting(login, await place.issue(login));
    const { page } = visitor;
    await page.goto(`${gitHub.url}/login`);
    expect(await problemsOf(page, 'github-sign-in')).toEqual([]);
    await page.goto(`${gitHub.url}/login/device`);
    expect(await problemsOf(page, 'github-device')).toEqual([]);
    await page.goto(`${threadOf(999)}`);
    expect(await problemsOf(page, 'github-nothing-here')).toEqual([]);
  });

  it('signs in in two tabs, each for its own command, whichever is first', async () => {
    const first = await asking();
    const number = await place.issue(first.login);
    const second = await openPage(first.context);
    await second.goto(threadOf(number));
    await say(second, '@ai3-mvp resolve');
    await shows(second, link);
    await press(first.page, link);
    await press(second, link);

    await press(second, '#authorize');
    expect(await second.title()).toBe(`You are signed in as ${first.login}`);
    await press(first.page, '#authorize');
    expect(await first.page.title()).toBe(`You are signed in as ${first.login}`);
    await second.goto(threadOf(number));
    await isClosed(second);
    await first.page.goto(threadOf(first.number));
    await isClosed(first.page);
  });

  it('sees the first result when the callback is loaded twice at once, again, and by the back button', async () => {
    const { page, context, login, number } = await asking();
    await press(page, link);
    const before = await exchanges();
    const callback = await heldBack(page);
    const tabs = await Promise.all([openPage(context), openPage(context)]);
    await Promise.all(tabs.map((tab) => tab.goto(callback)));

    const [tab = page] = tabs;
    await tab.goto(callback);
    await tab.goBack();
    for (const one of tabs) {
      expect([one.url(), await one.title()]).toEqual([`${pagesUrl()}auth/done`, `You are signed in as ${login}`]);
    }
    expect((await exchanges()) - before).toBe(1);
    await page.goto(threadOf(number));
    await isClosed(page);
    const answers = (await textOf(page)).match(/Closed\./g);
    expect(answers).toHaveLength(1);
  });

  it('is refused in another browser, with a fresh link for the same command', async () => {
    const { page, login, number } = await asking();
    await press(page, link);
    const before = await exchanges();
    const callback = await heldBack(page);
    const other = await visiting(login, number);

    expect((await other.page.goto(callback))?.status()).toBe(400);
    expect(await other.page.title()).toBe('Let us try that again');
    expect((await exchanges()) - before).toBe(0);
    expect(await problemsOf(other.page, 'sign-in-5-other-browser')).toEqual([]);
    await press(other.page, 'main a');
    await press(other.page, '#authorize');
    expect(await other.page.title()).toBe(`You are signed in as ${login}`);
    await other.page.goto(threadOf(number));
    await isClosed(other.page);
  });

  it('cannot sign in for somebody else who asked', async () => {
    const { page, number, login } = await asking();
    const mallory = await visiting(await place.person(), number);
    const url = await page.$eval(link, (element) => element.getAttribute('href') ?? '');
    await mallory.page.goto(url);

    expect(await press(mallory.page, '#authorize')).toBe(403);
    expect(await mallory.page.title()).toBe('This link is for somebody else');
    expect(await problemsOf(mallory.page, 'sign-in-6-somebody-else')).toEqual([]);
    expect(at(await issueAt(number), 'state')).toBe('open');
    await press(page, link);
    await press(page, '#authorize');
    expect(await page.title()).toBe(`You are signed in as ${login}`);
    await page.goto(threadOf(number));
    await isClosed(page);
  });

  it('gets nothing done that the comment does not say any more', async () => {
    const { page, login, number } = await asking();
    const [comment] = await page.$$eval(`article[data-author="${login}"]`, (all) =>
      all.map(({ id }) => id).filter((id) => id.startsWith('issuecomment-')),
    );
    const id = Number(comment?.replace(/^\D+/, ''));
    await control('PATCH', '/comments', { id, body: 'Never mind.', sender: login });
    await press(page, link);
    await press(page, '#authorize');
    await page.goto(threadOf(number));

    await shows(page, '::-p-text(the comment does not say it any more)');
    expect(at(await issueAt(number), 'state')).toBe('open');
    expect(await people.reactions(await nodeIdOf(number, id))).toContain('confused');
  });

  async function nodeIdOf(number: number, id: number): Promise<string> {
    const client = await clientAs('InstallationTokenCallerRole');
    const asked = { appId: place.app.appId, installationId: place.installationId };
    const { installationToken = '' } = await client.getInstallationToken(asked);
    const path = `/repos/${place.repository}/issues/${number}/comments`;
    const { body } = await askGitHub(gitHub.url, path, installationToken);
    return textAt(
      listAt(body).find((one) => at(one, 'id') === id),
      'node_id',
    );
  }
});
