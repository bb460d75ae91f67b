import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'puppeteer-core';
import { root } from '../../../../tasks/documents';
import { problemsOf, tabbedTo } from './harness/accessible';
import { changed } from './harness/changed-function';
import { openChromium, openPage, press, textOf, turns } from './harness/chromium';
import { eventually } from './harness/eventually';
import { functionWith } from './harness/functions';
import { givenApp } from './harness/given-app';
import { givenWebhook } from './harness/given-webhook';
import { roleSession } from './harness/identities';
import { gitHub } from './harness/local-github';
import { operationsTool } from './harness/operations-tool';
import { withOperatorsIssuer } from './harness/operators-issuer';
import { pagesUrl } from './harness/person';
import { describeWith } from './harness/requires';

const run = promisify(execFile);
/** Looks like one of GitHub's. */
const token = `ghp_${'a1B2'.repeat(9)}`;

describeWith(['the local GitHub', 'the local AWS', 'Chromium'], 'an operator in a browser', () => {
  let chromium: Browser;
  let page: Page;
  let link: string;

  beforeAll(async () => {
    chromium = await openChromium();
    page = await openPage(chromium);
    link = await linkOfLocal();
  });
  afterAll(() => chromium.close());

  /** What `npm run local -- open` prints, for a deployment whose environment is written down as it is here. */
  async function linkOfLocal(): Promise<string> {
    const state = mkdtempSync(join(tmpdir(), 'state-'));
    const names = /^(AWS_|APP_FRAMEWORK_LOCAL)/;
    const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => names.test(name)));
    writeFileSync(join(state, 'environment.json'), JSON.stringify(own));
    const { stdout } = await run('npm', ['run', '--silent', 'local', '--', '--state', state, 'open'], { cwd: root });
    rmSync(state, { recursive: true });
    return linkIn(stdout);
  }
  const linkIn = (printed: string) => /https:\S+\/operators\?link=\S+/.exec(printed)?.[0] ?? printed;

  /** Presses Enter, and waits for the page that it leads to. Answers its status. */
  async function enter(): Promise<number | undefined> {
    const [response] = await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    return response?.status();
  }

  it('is shown nothing without a link, and gets none without the grant', async () => {
    const answer = await page.goto(`${pagesUrl()}operators`);
    expect([answer?.status(), await page.title()]).toEqual([403, 'Not without a link']);
    expect(await problemsOf(page, 'operators-0-stranger')).toEqual([]);
    const refused = await operationsTool(['open', '--show-link'], await roleSession('NoGrantRole'));
    expect(refused.exitCode).not.toBe(0);
    const unseen = await operationsTool(['open']);
    expect([unseen.exitCode, unseen.stdout]).toEqual([2, '']);
    const another = await operationsTool(['open', '--show-link']);
    expect((await page.goto(linkIn(another.stdout)))?.status()).toBe(200);
    expect(await page.title()).toBe('The pages of this deployment');
  });

  it('gets in by the link and its button, with the keyboard alone', async () => {
    await page.goto(link);
    expect(await page.title()).toBe('The pages of this deployment');
    expect(await problemsOf(page, 'operators-0-entry')).toEqual([]);
    expect(await tabbedTo(page, 1)).toEqual(['Open the pages']);
    expect(await enter()).toBe(200);
    expect(page.url()).toBe(`${pagesUrl()}operators`);
  });

  it('gets in by an issuer of tokens, once that says that they are an operator', async () => {
    await withOperatorsIssuer(async ({ settings, says }) => {
      const variables = { OPERATORS_OIDC: JSON.stringify(settings) };
      await changed(await functionWith('OPERATORS_DEPLOYMENT'), { variables }, async () => {
        const context = await chromium.createBrowserContext();
        const other = await openPage(context);
        await other.goto(`${pagesUrl()}operators`);
        expect(await other.title()).toBe('Not without signing in');
        expect(await problemsOf(other, 'operators-6-issuer')).toEqual([]);
        says({ groups: ['staff'] });
        expect(await press(other, 'a')).toBe(403);
        expect(await other.title()).toBe('You are no operator of this deployment');
        says({ groups: ['staff', 'on-call'] });
        expect(await press(other, 'a')).toBe(200);
        expect(other.url()).toBe(`${pagesUrl()}operators`);
        // To nothing else of the host.
        expect(await context.cookies()).toEqual([
          expect.objectContaining({ path: new URL(`${pagesUrl()}operators`).pathname, httpOnly: true, secure: true }),
        ]);
        await inTwoTabs(settings.issuer);
        expect(await press(other, 'nav button')).toBe(200);
        expect([await other.title(), await context.cookies()]).toEqual(['You are signed out', []]);
        expect(await problemsOf(other, 'operators-7-signed-out-of-issuer')).toEqual([]);
        expect((await other.goto(`${pagesUrl()}operators`))?.status()).toBe(403);
        await context.close();
      });
    });
  });

  /** One of two tabs begins to sign in, the other does so meanwhile: both get in. */
  async function inTwoTabs(issuer: string): Promise<void> {
    const context = await chromium.createBrowserContext();
    const [first, second] = [await openPage(context), await openPage(context)];
    for (const tab of [first, second]) await tab.goto(`${pagesUrl()}operators`);
    await first.setRequestInterception(true);
    const atIssuer = new Promise<string>((resolve) => {
      first.on('request', (request) => {
        if (!request.url().startsWith(issuer)) return request.continue();
        resolve(request.url());
        return request.abort();
      });
    });
    await first.bringToFront();
    await first.click('a');
    const left = await atIssuer;
    expect(await press(second, 'a')).toBe(200);
    first.removeAllListeners('request');
    await first.setRequestInterception(false);
    const answer = await first.goto(left);
    expect([answer?.status(), first.url()]).toEqual([200, `${pagesUrl()}operators`]);
    await context.close();
  }

  it('sees what doctor finds, once that is known, by itself', async () => {
    await turns(page, { to: /^(?!The deployment is being looked at)./ });
    await page.goto(`${pagesUrl()}operators?reload=no`);
    const text = await textOf(page, 'main');
    expect(text).toContain('The deployment');
    expect(text).toMatch(/queues\s/);
    expect(text).toContain('npx @aws/app-framework-for-github-apps-on-aws-ops-tools doctor');
    expect(await problemsOf(page, 'operators-1-status')).toEqual([]);
    expect(await tabbedTo(page, 2)).toEqual(['Skip to what this page says', 'Status']);
  });

  it('finds a delivery, follows it to its handler, and reads its payload without secrets', async () => {
    const app = await givenApp();
    const webhook = await givenWebhook(app.appId);
    const { login } = await gitHub.createAccount(`pages-${app.appId}`);
    await gitHub.createRepository(login, 'web');
    await gitHub.install({ appId: app.appId, account: login });
    await gitHub.openIssue({ repository: `${login}/web`, title: `<script>document.title = "${token}"</script>` });
    await gitHub.webhooksSettled();
    await webhook.takeAway();

    const deliveries = `${pagesUrl()}operators/deliveries`;
    await page.goto(`${deliveries}?${new URLSearchParams({ event: 'issues', account: login })}`);
    expect(await page.title()).toBe('Deliveries');
    expect(await problemsOf(page, 'operators-2-deliveries')).toEqual([]);
    expect(await press(page, 'td a')).toBe(200);
    expect(await page.title()).toMatch(/^issues\.opened, /);
    await page.$eval('summary', (element) => ('click' in element ? Object(element).click() : undefined));
    const text = await textOf(page, 'main');
    for (const part of [`${login}/web`, 'posted by GitHub', 'greet', 'deliveries show', '"title": "<script>document'])
      expect(text).toContain(part);
    expect(text).not.toContain(token);
    expect(await problemsOf(page, 'operators-3-delivery')).toEqual([]);
    expect(await page.title()).toMatch(/^issues\.opened, /);
  });

  it('sees figures drawn, and as tables', async () => {
    const drawn = async () => {
      await page.goto(`${pagesUrl()}operators/figures?span=3h`);
      return (await page.$('svg[role=img]')) ?? undefined;
    };
    await eventually({ what: 'figures of what was published' }, drawn);
    expect(await page.title()).toBe('Figures of 3 hours');
    expect(await page.$eval('svg', (drawing) => drawing.getAttribute('aria-label'))).toContain('Throughput');
    expect(await problemsOf(page, 'operators-4-figures')).toEqual([]);
    await page.$$eval('summary', (all) => all.map((one) => ('click' in one ? Object(one).click() : undefined)));
    expect(await textOf(page, 'details')).toMatch(/Time \(UTC\)/i);
    expect(await problemsOf(page, 'operators-5-figures-as-tables')).toEqual([]);
  });

  it('cannot give the link to anybody else', async () => {
    const other = await chromium.createBrowserContext();
    const theirs = await openPage(other);
    expect((await theirs.goto(link))?.status()).toBe(410);
    expect((await theirs.goto(`${pagesUrl()}operators`))?.status()).toBe(403);
    await other.close();
  });

  it('signs out by a button, with the keyboard alone, and takes nothing along', async () => {
    await page.goto(`${pagesUrl()}operators/deliveries`);
    const kept = await page.browserContext().cookies();
    const places = ['Skip to what this page says', 'Status', 'Deliveries', 'Figures', 'Sign out'];
    expect(await tabbedTo(page, places.length)).toEqual(places);
    expect(await enter()).toBe(200);
    expect(await page.title()).toBe('You are signed out');
    expect(await problemsOf(page, 'operators-8-signed-out')).toEqual([]);
    expect(await page.browserContext().cookies()).toEqual([]);
    await page.browserContext().setCookie(...kept);
    expect((await page.goto(`${pagesUrl()}operators`))?.status()).toBe(403);
  });
});
