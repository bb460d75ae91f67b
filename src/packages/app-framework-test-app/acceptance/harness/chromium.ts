import { createHash, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import puppeteer, { type Browser, type BrowserContext, type Page } from 'puppeteer-core';
import { eventually } from './eventually';
import { textAt } from './json';
import { gitHub } from './local-github';

/** Puppeteer's own 30 seconds are what a busy machine may take. */
const timeout = 300_000;

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser that `CHROMIUM` names, or one where systems keep it; absent where there is none. */
export function chromiumPath(): string | undefined {
  const { CHROMIUM: named } = process.env;
  return named || usualPlaces.find((place) => existsSync(place));
}

/** A real browser, that trusts the certificate of this run of the local AWS and no other that nobody vouches for. */
export async function openChromium(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (!executablePath) throw new Error('There is no Chromium: put the test into describeWith(["Chromium"], …).');
  const told: unknown = await (await fetch(`${process.env.AWS_ENDPOINT_URL}/_emulator/tls`)).json();
  const key = new X509Certificate(textAt(told, 'certificate')).publicKey.export({ type: 'spki', format: 'der' });
  const trusted = createHash('sha256').update(key).digest('base64');
  return puppeteer.launch({
    executablePath,
    timeout,
    protocolTimeout: timeout,
    args: [
      `--ignore-certificate-errors-spki-list=${trusted}`,
      // A sandbox of its own is refused to root, as whom containers run; all pages are of this machine.
      '--no-sandbox',
      '--no-proxy-server',
      // Suggestions below the address bar are pages of each window, which take as much time as those of the tests.
      '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup',
    ],
    defaultViewport: { width: 720, height: 480 },
  });
}

/** A page that is as patient as the tests are. */
export async function openPage(within: Browser | BrowserContext): Promise<Page> {
  const page = await within.newPage();
  page.setDefaultTimeout(timeout);
  return page;
}

/** A browser of somebody's own in which they are signed in at GitHub, on the page of an issue. */
export async function visit(browser: Browser, login: string, thread: string): Promise<Visitor> {
  const context = await browser.createBrowserContext();
  const page = await openPage(context);
  await page.goto(`${gitHub.url}/login?return_to=${encodeURIComponent(new URL(thread).pathname)}`);
  await press(page, `#sign-in-${login}`);
  return { context, page };
}

export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
}

/** Clicks, and waits for the page that it leads to. Answers its status. */
export async function press(page: Page, selector: string): Promise<number | undefined> {
  // A tab in the background is not clicked.
  await page.bringToFront();
  const [response] = await Promise.all([page.waitForNavigation(), page.click(selector)]);
  return response?.status();
}

/** Looks at the page again until it has this. */
export async function shows(page: Page, selector: string): Promise<void> {
  await eventually({ what: `${selector} on ${page.url()}` }, async () => {
    await page.reload();
    return (await page.$(selector)) ?? undefined;
  });
}

export async function say(page: Page, text: string): Promise<void> {
  await page.type('#body', text);
  await press(page, '#comment');
}

export const textOf = (page: Page, selector = 'main, body') =>
  page.$eval(selector, (element) => ('innerText' in element ? String(element.innerText) : ''));

/** Keeps a picture of the page, or of what is in the window, in the folder that `ACCEPTANCE_PICTURES` names. */
export async function picture(page: Page, name: string, of: 'page' | 'window' = 'page'): Promise<void> {
  const { ACCEPTANCE_PICTURES: folder } = process.env;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${join(folder, name)}.png`, type: 'png', fullPage: of === 'page' });
}

/** Waits until the page, which loads itself again, has such a title. Nothing is asked of it while it loads. */
export async function turns(page: Page, { to }: { readonly to: RegExp }) {
  await eventually({ what: `a page whose title is like ${to}` }, async () => {
    const title = await page.title().catch(() => '');
    return to.test(title) || undefined;
  });
}
