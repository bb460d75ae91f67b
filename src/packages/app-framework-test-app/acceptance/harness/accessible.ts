import { readFileSync } from 'node:fs';
import type { Page } from 'puppeteer-core';
import { at, listAt, textAt } from './json';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong with a page, in light and in dark colours: nothing, on a good day. */
export async function violationsOn(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const value of ['light', 'dark']) {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
    // Not as a script of the page, which its policy forbids.
    await page.evaluate(axe);
    const result: unknown = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })');
    const violations = listAt(result, 'violations');
    found.push(...violations.map((one) => `${value}: ${textAt(one, 'id')} at ${JSON.stringify(at(one, 'nodes'))}`));
  }
  return found;
}

/** By how much a page is wider than a window of 320 CSS pixels, which one of 1,280 has at 400 %. */
export async function overflowAt320(page: Page): Promise<number> {
  const before = page.viewport();
  await page.setViewport({ width: 320, height: 256 });
  const wider = Number(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'));
  await page.setViewport(before);
  return wider;
}

/** What has the focus after so many presses of Tab, as people would call it. */
export async function tabbedTo(page: Page, presses: number): Promise<string[]> {
  const names: string[] = [];
  for (let press = 0; press < presses; press += 1) {
    await page.keyboard.press('Tab');
    names.push(String(await page.evaluate('document.activeElement?.innerText ?? ""')));
  }
  return names;
}
