import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'puppeteer-core';
import { root } from '../../../../tasks/documents';
import { problemsOf, tabbedTo } from './harness/accessible';
import { countActions } from './harness/by-hand';
import { changed } from './harness/changed-function';
import { openChromium, openPage, picture, press, say, shows, textOf, turns, visit } from './harness/chromium';
import { target } from './harness/deployment';
import { functionWith } from './harness/functions';
import { at, listAt, textAt } from './harness/json';
import { control, gitHub } from './harness/local-github';
import { describeWith } from './harness/requires';

const run = promisify(execFile);
const tool = 'app-framework-for-github-apps-on-aws-ops-tools';

describeWith(['the local GitHub', 'the local AWS', 'Chromium'], 'a bot that init wrote', () => {
  let folder: string;
  let chromium: Browser;
  const bot = () => join(folder, 'my-bot');

  beforeAll(async () => {
    chromium = await openChromium();
    folder = mkdtempSync(join(tmpdir(), 'scaffolded-'));
  });
  afterAll(async () => {
    await chromium.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A terminal in which the tool is there, as npx brings it, and npm finds what it is to install in this repository: no registry has it yet. */
  function terminal(): NodeJS.ProcessEnv {
    const programs = mkdtempSync(join(tmpdir(), 'programs-'));
    const npm = join(programs, 'npm');
    const install = `ln -s '${join(root, 'node_modules')}' node_modules && echo '{}' > package-lock.json`;
    writeFileSync(
      npm,
      `#!/bin/sh\nif [ "$1" = install ]; then ${install}; else PATH="\${PATH#*:}" exec npm "$@"; fi\n`,
    );
    chmodSync(npm, 0o755);
    const quiet = { npm_config_offline: 'true', npm_config_update_notifier: 'false', CI: 'true' };
    // Nobody else reads what is printed here.
    const reader = { APP_FRAMEWORK_SHOW_SETUP_LINK: 'yes', APP_FRAMEWORK_SHOW_OPERATOR_LINK: 'yes' };
    const path = [programs, join(root, 'node_modules/.bin'), process.env.PATH].join(':');
    return { ...process.env, ...quiet, ...reader, PATH: path };
  }

  /** The status of the bot's deployment in a browser of its own, as `open` leads there. */
  async function statusPage(env: NodeJS.ProcessEnv): Promise<Page> {
    const open = (...more: string[]) => run(tool, ['open', ...more], { cwd: bot(), env });
    // The example is deployed here, too: the tool says between which ones to choose.
    const several = await open().then(
      ({ stdout }) => stdout,
      ({ stderr }) => String(stderr),
    );
    const [own = ''] = /my-bot-\S+/.exec(several) ?? [];
    const { stdout } = await open('--function', own);
    const page = await openPage(await chromium.createBrowserContext());
    await page.goto(String(/https:\S+\/operators\?link=\S+/.exec(stdout)));
    await press(page, 'main button');
    return page;
  }
  /** What the command finds that the page shows. */
  async function examined(page: Page, env: NodeJS.ProcessEnv): Promise<string> {
    const [, options = ''] = / doctor (--table .*)$/m.exec(await textOf(page, 'main')) ?? [];
    const said = ({ stdout }: { readonly stdout: string }) => stdout;
    return run(tool, ['doctor', ...options.split(' ')], { cwd: bot(), env }).then(said, said);
  }
  const saidToRun = () =>
    [...readFileSync(join(bot(), 'README.md'), 'utf8').matchAll(/^ {4}(.+)$/gm)].map(([, line = '']) => line);
  const there = (page: Page, selector: string) => page.waitForSelector(selector);

  it('answers after six actions from an empty folder, and its status turns green by itself', async () => {
    const env = terminal();
    const { actions, command, watch } = countActions();
    await shown('1-init', `npx @aws/${tool} init my-bot`, await command(`${tool} init my-bot`, { cwd: folder, env }));
    // What is at GitHub before is made as the README says, but that there are others at this one.
    const ada = `ada-${Date.now().toString(36).slice(-4)}`;
    const making = saidToRun().filter((line) => line.startsWith('curl'));
    for (const line of making)
      await run('sh', ['-c', `curl --fail ${line.slice(4).replace(/\bada\b/g, ada)}`], { env });
    const repository = `${ada}/web`;
    const { page } = await visit(chromium, ada, `${gitHub.url}/login`);
    await watch(page);

    const deployed = await command('npm run deploy', { cwd: bot(), env });
    const [link = ''] = /https:\S+\/setup\?link=\S+/.exec(deployed) ?? [];
    await shown('2-deploy', 'npm run deploy', deployed.replace(/(?<=link=)\S+/, '…'));
    const status = await statusPage(env);
    // Nobody presses anything there.
    await turns(status, { to: /^1 finding/ });
    expect(await textOf(status, 'main')).toContain('has no App');

    await page.goto(link);
    expect(await problemsOf(page, 'bot-3-register')).toEqual([]);
    await page.click('main button');
    await there(page, '#create');
    expect(await problemsOf(page, 'bot-4-create')).toEqual([]);
    await page.click('#create');
    await there(page, `#install-${ada}`);
    await page.click(`#choose-${ada}-web`);
    expect(await problemsOf(page, 'bot-5-install')).toEqual([]);
    await press(page, `#install-${ada}`);
    expect(await page.title()).toBe('The App is installed');
    expect(await problemsOf(page, 'bot-5-installed')).toEqual([]);
    await page.goto(`${gitHub.url}/${repository}/issues/1`);
    await say(page, '@my-bot deploy staging');
    await shows(page, `::-p-text(Deployed to staging, for @${ada}.)`);
    expect(await problemsOf(page, 'bot-6-answer')).toEqual([]);

    const pressed = ['Register on GitHub', `Create GitHub App for ${ada}`, `Install on ${ada}`, 'Comment'];
    expect(actions).toEqual([`${tool} init my-bot`, 'npm run deploy', ...pressed]);
    await turns(status, { to: /^All is well/ });
    await picture(status, 'bot-7-status', 'window');
    expect(await examined(status, env)).toContain('All is well.');

    const next = await gitHub.openIssue({ repository, title: 'It breaks', sender: ada });
    await page.goto(`${gitHub.url}/${repository}/issues/${next}`);
    await shows(page, `::-p-text(Thank you, @${ada}.)`);
    // A second look at the link finds it used.
    expect((await page.goto(link))?.status()).toBe(410);
    expect(await problemsOf(page, 'setup-used-link')).toEqual([]);
  });

  it('says in its README what was run, and lacks nothing that is said there', () => {
    // The first has been run: a local AWS and a local GitHub are there, and the environment says where.
    const [start, deploy, ...more] = saidToRun();
    expect([start, deploy]).toEqual(['eval "$(npx app-framework-local start)"', 'npm run deploy']);
    expect(more.filter((line) => !line.startsWith('curl -d '))).toEqual([`npx @aws/${tool} open`]);
  });

  it('gets a second App by the same page, with the keyboard alone, which an organization owns, and answers there as that', async () => {
    const { login: ada } = await gitHub.createAccount(`owner-${Date.now()}`, 'User');
    const { login: organization } = await gitHub.createAccount(`owned-${Date.now()}`);
    await gitHub.createRepository(organization, 'web');
    await control('PUT', '/memberships', { organization, user: ada, role: 'admin' });
    const link = await newLink();

    const { page } = await visit(chromium, ada, `${gitHub.url}/login`);
    await page.goto(link);
    await endName(page, '-two');
    await page.keyboard.press('Tab');
    await page.keyboard.type(organization);
    expect(await tabbedTo(page, 1)).toEqual(['Register on GitHub']);
    await page.keyboard.press('Enter');
    await there(page, '#create');
    await page.click('#create');
    await there(page, `#install-${organization}`);

    const apps = await registered();
    expect(apps.map((app) => at(app, 'lacks'))).toEqual(apps.map(() => ({ events: [], permissions: {} })));
    expect(apps).toHaveLength(2);
    await page.click(`#choose-${organization}-web`);
    await press(page, `#install-${organization}`);
    const repository = `${organization}/web`;
    const number = await gitHub.openIssue({ repository, title: 'It breaks', sender: ada });
    await page.goto(`${gitHub.url}/${repository}/issues/${number}`);
    await shows(page, `::-p-text(Thank you, @${ada}.)`);
    expect(await textOf(page)).toMatch(/-two\[bot\]/);

    // Without what GitHub brings back, nothing is registered, and the page says so.
    const created = link.replace(/setup\?.*/, 'setup/created');
    expect((await page.goto(created))?.status()).toBe(400);
    expect(await problemsOf(page, 'setup-other-browser')).toEqual([]);
  });

  it('is told what became of an App, whatever that is, on pages that everybody can read', async () => {
    const { login } = await gitHub.createAccount(`unlucky-${Date.now()}`, 'User');
    const { page, context } = await visit(chromium, login, `${gitHub.url}/login`);
    const sees = async (name: string, title: string, on = page) => {
      expect(await on.title()).toBe(title);
      expect(await problemsOf(on, `setup-${name}`)).toEqual([]);
    };
    const link = await newLink();
    const site = link.replace(/setup\?.*/, '');

    await page.goto(link);
    await endName(page, '-lost');
    const goesOn = await staying(page, gitHub.url);
    await press(page, 'main button');
    await sees('on-to-github', 'On to GitHub');
    const state = await page.$eval('form', ({ action }) => new URL(action).searchParams.get('state') ?? '');
    const other = await openPage(context);
    await other.goto(`${site}setup/created?${new URLSearchParams({ code: 'no', state })}`);
    await sees('unknown-code', 'GitHub does not know this code', other);
    await goesOn();
    await press(page, 'main button');

    const conversion = { method: 'POST', path: '^/app-manifests/' };
    await gitHub.addFault({ ...conversion, status: 502 });
    expect(await press(page, '#create')).toBe(502);
    await sees('no-answer', 'GitHub gives no answer');
    const created = page.url();
    const code = new URL(created).searchParams.get('code');
    const since = await gitHub.now();
    await gitHub.addFault({ ...conversion, status: 201, body: {}, delayMilliseconds: 60_000 });
    const answer = press(page, 'main a');
    await gitHub.requestsTo(`/app-manifests/${code}/conversions`, { since, times: 1 });
    await staying(other, created, 1);
    // By another address: of one and the same a browser lets the second tab wait for the first.
    expect((await other.goto(`${created}&tab=2`))?.status()).toBe(202);
    await sees('one-moment', 'One moment', other);
    await gitHub.clearFaults();
    expect(await answer).toBe(500);
    await sees('lost', 'The App has to be registered again');

    const pages = await functionWith('APP_SETTINGS');
    const settings = { ...JSON.parse(pages.environment.APP_SETTINGS ?? ''), owner: 'acme' };
    await changed(pages, { variables: { APP_SETTINGS: JSON.stringify(settings) } }, async () => {
      await page.goto(await newLink());
      await endName(page, '-other');
      await page.$eval('input[name=organization]', (input) => input.setAttribute('value', ''));
      await page.click('main button');
      await there(page, '#create');
      expect(await press(page, '#create')).toBe(403);
      await sees('refused-app', 'This deployment takes an App of acme');
    });

    await page.goto(`${site}setup/installed?setup_action=request`);
    await sees('request', 'An owner has to install the App');
    await page.goto(`${site}setup/installed?setup_action=update`);
    await sees('update', 'The installation is changed');
    expect(await registered()).toHaveLength(2);
  });

  /** GitHub has each name once. */
  async function endName(page: Page, end: string): Promise<void> {
    await page.keyboard.press('Tab');
    await page.keyboard.press('End');
    await page.keyboard.type(end);
  }

  /** What begins with `url` is asked for no more, after so many times: a page that goes on by itself is looked at as it is, until it may. */
  async function staying(page: Page, url: string, after = 0): Promise<() => Promise<void>> {
    let asked = 0;
    await page.setRequestInterception(true);
    page.on('request', (request) => {
      if (!request.url().startsWith(url)) return request.continue();
      asked += 1;
      // That has a browser stay where it is.
      return asked > after ? request.respond({ status: 204 }) : request.continue();
    });
    return async () => {
      page.removeAllListeners('request');
      await page.setRequestInterception(false);
    };
  }

  /** Keeps a picture of a command and of the end of what it printed. */
  async function shown(name: string, command: string, printed: string): Promise<void> {
    const page = await openPage(chromium);
    await page.setViewport({ width: 720, height: 100 });
    await page.setContent(
      '<body style="margin:0"><pre style="margin:0;padding:1rem;white-space:pre-wrap"></pre></body>',
    );
    // Without signs for which not every machine has a face.
    const end = printed.replace(/[^\x20-\x7e\n…]/g, '').trimEnd();
    const text = [`$ ${command}`, ...end.split('\n').slice(-12)].join('\n');
    await page.$eval('pre', (element, said) => element.append(said), text);
    await picture(page, `bot-${name}`);
    await page.close();
  }

  const newLink = async () => textAt(JSON.parse(await setup('--json', '--show-link')), 'url');

  const setup = async (...args: string[]) =>
    (await run(process.execPath, [target.cli, 'setup', ...args], { env: process.env })).stdout;

  /** What the deployment says of its Apps, signing as each. */
  async function registered(): Promise<readonly unknown[]> {
    return listAt(JSON.parse(await setup('--first', '--json')), 'status');
  }
});
