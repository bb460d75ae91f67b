// From the part that the other doors load, too.
import { createGitHubControl, startGitHub } from './github-server';
import type { TestBot, TestBotOptions } from './testing/kit';
import { createStartTestBot } from './testing/test-bot';

export type { GitHubControl } from './github-server';
export type * from './testing/kit';

/**
 * A bot to test handlers with: a local GitHub in this process, and around it what a deployment has. One at a time, for it is told to handlers by
 * the environment, which `stop` puts back.
 *
 * @example
 * const bot = await startTestBot();
 * await bot.deliver(handler, 'issues.opened');
 * expect(bot.writes()).toMatchObject([{ method: 'POST', body: { labels: ['triage'] } }]);
 * await bot.stop();
 */
export const startTestBot: (options?: TestBotOptions) => Promise<TestBot> = createStartTestBot({
  startGitHub,
  createGitHubControl,
});
