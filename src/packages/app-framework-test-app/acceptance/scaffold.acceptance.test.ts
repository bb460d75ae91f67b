import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'puppeteer-core';
import { root } from '../../../../tasks/documents';
import { openChromium, picture, press, visit } from './harness/chromium';
import { target } from './harness/deployment';
import { eventually } from './harness/eventually';
import { at, listAt, numberAt, textAt } from './harness/json';
import { control, gitHub } from './harness/local-github';
import { commentsOf } from './harness/person';
import { people } from './harness/remarks';
import { describeWith } from './harness/requires';

const run = promisify(execFile);

describeWith(['the local GitHub', 'the local AWS', 'Chromium'], 'a bot that init wrote', () => {
  let folder: string;
  let chromium: Browser;
  const bot = () => join(folder, 'my-bot');

  beforeAll(async () => {
    chromium = await openChromium();
    folder = mkdtempSync(join(tmpdir(), 'scaffolded-'));
    await run(process.execPath, [target.cli, 'init', 'my-bot'], { cwd: folder });
    symlinkSync(join(root, 'node_modules'), join(bot(), 'node_modules'));
    writeFileSync(join(bot(), 'package-lock.json'), '{}');
  }, 120_000);
  afterAll(async () => {
    await chromium.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What the commands of its README print. */
  async function deployed(): Promise<string> {
    const commands = [...readFileSync(join(bot(), 'README.md'), 'utf8').matchAll(/^ {4}(.+)$/gm)].map(([, one]) => one);
    // The first has been run: a local AWS and a local GitHub are there, and the environment says where.
    expect(commands).toEqual(['eval "$(npx app-framework-local start)"', 'npm run deploy']);
    // Nobody else reads what is printed here.
    const reader = { APP_FRAMEWORK_SHOW_SETUP_LINK: 'yes' };
    const env = {
      ...process.env,
      npm_config_offline: 'true',
      npm_config_update_notifier: 'false',
      CI: 'true',
      ...reader,
    };
    const shell = { cwd: bot(), env, maxBuffer: 32 * 1024 * 1024 };
    return (await run('sh', ['-c', String(commands[1])], shell)).stdout;
  }

  const there = (page: Page, selector: string) => page.waitForSelector(selector, { timeout: 120_000 });

  it('is deployed, registered by one button, installed, and answers: six actions from an empty folder', async () => {
    const printed = await deployed();
    const [link = ''] = /https:\S+\/setup\?link=\S+/.exec(printed) ?? [];
    expect(link).not.toBe('');
    const { login: ada } = await gitHub.createAccount(`ada-${Date.now()}`, 'User');
    await gitHub.createRepository(ada, 'web');
    const repository = `${ada}/web`;

    const { page } = await visit(chromium, ada, `${gitHub.url}/login`);
    await page.goto(link);
    await picture(page, 'setup-1-register');
    await page.click('main button');
    await there(page, '#create');
    await picture(page, 'setup-2-create-at-github');
    await page.click('#create');
    await there(page, `#install-${ada}`);
    await picture(page, 'setup-3-install');
    await page.click(`#choose-${ada}-web`);
    await press(page, `#install-${ada}`);
    expect(await page.title()).toBe('The App is installed');
    await picture(page, 'setup-4-installed');

    const number = await gitHub.openIssue({ repository, title: 'It breaks', sender: ada });
    const [appId = 0] = (await registered()).map((app) => numberAt(app, 'appId'));
    const { accessToken } = Object(await control('POST', '/user-tokens', { appId, user: ada }));
    const said = (text: string) =>
      eventually({ what: `the bot to say ${text}`, seconds: 120 }, async () =>
        (await commentsOf(repository, number, accessToken)).find(({ body }) => body.includes(text)),
      );
    await said(`Thank you, @${ada}.`);
    await people.comment({ repository, number, body: '@my-bot deploy staging', sender: ada });
    await said(`Deployed to staging, for @${ada}.`);

    // A second look at the link finds it used, in another browser and in this one.
    expect((await page.goto(link))?.status()).toBe(410);
  }, 400_000);

  it('gets a second App by the same page, which an organization owns', async () => {
    const { login: ada } = await gitHub.createAccount(`owner-${Date.now()}`, 'User');
    const { login: organization } = await gitHub.createAccount(`owned-${Date.now()}`);
    await control('PUT', '/memberships', { organization, user: ada, role: 'admin' });
    const link = textAt(JSON.parse(await setup('--json', '--show-link')), 'url');

    const { page } = await visit(chromium, ada, `${gitHub.url}/login`);
    await page.goto(link);
    await page.type('input[name="organization"]', organization);
    await page.type('input[name="name"]', '-two');
    await page.click('main button');
    await there(page, '#create');
    await page.click('#create');
    await there(page, `#install-${organization}`);

    const apps = await registered();
    expect(apps.map((app) => at(app, 'lacks'))).toEqual(apps.map(() => ({ events: [], permissions: {} })));
    expect(apps).toHaveLength(2);
  }, 300_000);

  const setup = async (...args: string[]) =>
    (await run(process.execPath, [target.cli, 'setup', ...args], { env: process.env })).stdout;

  /** What the deployment says of its Apps, signing as each. */
  async function registered(): Promise<readonly unknown[]> {
    return listAt(JSON.parse(await setup('--first', '--json')), 'status');
  }
});
