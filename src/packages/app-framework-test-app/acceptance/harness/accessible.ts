import { readFileSync } from 'node:fs';
import type { Page } from 'puppeteer-core';
import { picture } from './chromium';
import { at, listAt, textAt } from './json';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What keeps people from a page: what axe finds wrong with it in light and in dark colours, and by how much it is wider than a window of 320
 * CSS pixels, which one of 1,280 has at 400 %. Keeps pictures of all three.
 */
export async function problemsOf(page: Page, name: string): Promise<string[]> {
  const problems: string[] = [];
  for (const value of ['dark', 'light']) {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
    problems.push(...(await violationsOn(page)).map((violation) => `${value}: ${violation}`));
    await picture(page, value === 'light' ? name : `${name}-${value}`);
  }
  const before = page.viewport();
  await page.setViewport({ width: 320, height: 600 });
  await picture(page, `${name}-narrow`);
  const wider = Number(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'));
  await page.setViewport(before);
  return wider > 0 ? [...problems, `${wider} pixels wider than 320`] : problems;
}

async function violationsOn(page: Page): Promise<string[]> {
  // Not as a script of the page, which its policy forbids.
  await page.evaluate(axe);
  const result: unknown = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })');
  return listAt(result, 'violations').map((one) => `${textAt(one, 'id')} at ${JSON.stringify(at(one, 'nodes'))}`);
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
