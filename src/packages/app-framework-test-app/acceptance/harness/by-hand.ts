import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'puppeteer-core';

const run = promisify(execFile);

/**
 * Counts what somebody does by hand: a command in a terminal, or a page of which a button or a link is pressed. Whatever is filled in on the
 * page before that belongs to it. The browser itself tells what was pressed in it, so that no test can do more than is counted; what a page
 * does by itself is not.
 */
export function countActions() {
  const actions: string[] = [];
  return {
    /** All so far, in their order: commands, and what stands on the buttons and links. */
    actions,
    /** Runs a command in a shell. Answers what it printed. */
    async command(line: string, options: { cwd: string; env: NodeJS.ProcessEnv }): Promise<string> {
      actions.push(line);
      return (await run('sh', ['-c', line], { ...options, maxBuffer: 32 * 1024 * 1024 })).stdout;
    },
    async watch(page: Page): Promise<void> {
      await page.exposeFunction('pressedByHand', (name: string) => actions.push(name));
      await page.evaluateOnNewDocument(`
        addEventListener('submit', ({ isTrusted, submitter }) => isTrusted && pressedByHand(submitter?.textContent ?? 'Enter'), true);
        addEventListener('click', ({ isTrusted, target }) => {
          const link = target.closest('a[href]');
          if (isTrusted && link) pressedByHand(link.textContent);
        }, true);`);
    },
  };
}
