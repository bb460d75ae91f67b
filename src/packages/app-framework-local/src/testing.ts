import type { GitHubControl } from './github/control/control-client';
import type { NewApp } from './github/control/control-shapes';
// From the door, which is bundled beside this one.
import { createGitHubControl, startGitHub } from './index';
import { createStartTestBot } from './testing/test-bot';

export type { GitHubControl };

/** A request that GitHub got from the bot. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** What was sent as JSON; absent where nothing was. */
  readonly body?: unknown;
}

/** An event as GitHub sends it. */
export interface RecordedDelivery {
  readonly event: string;
  readonly payload: unknown;
}

export interface TestBotOptions {
  /** Name of the App at GitHub; `my-bot` when absent. */
  readonly slug?: string;
  /** What the App may do; write on contents, issues, pull requests and checks, read on members, when absent. */
  readonly permissions?: NonNullable<NewApp['permissions']>;
}

/** What `webhookHandler` and the `handler()` of commands make. */
export type TestedHandler = (
  batch: {
    readonly Records: readonly { readonly messageId: string; readonly receiptHandle: string; readonly body: string }[];
  },
  context: { getRemainingTimeInMillis(): number },
) => Promise<unknown>;

/** What became of the work: `retry` and `parked` with the reason. */
export interface Handled {
  readonly status: 'done' | 'retry' | 'parked';
  readonly reason?: string;
}

export interface CommentOptions {
  /** Who writes it; `mona` when absent, who may write. Somebody else is a stranger, unless made more through `gitHub`. */
  readonly sender?: string;
  /** Issue or pull request of the bot's repository; a new issue when absent. */
  readonly number?: number;
}

export interface TestBot {
  /** Steers the local GitHub: files, issues, pull requests, people, faults. */
  readonly gitHub: GitHubControl;
  /** The App is installed on its owner: `octo-org/web`. */
  readonly repository: string;
  /**
   * Brings an event to the handler: a recorded one by its name, such as `issues.opened`, with members of the payload changed, or any. Accounts, the
   * repository, and the issue or pull request that it speaks of are there at the local GitHub.
   */
  deliver(handler: TestedHandler, event: string | RecordedDelivery, change?: object): Promise<Handled>;
  /** Has somebody write a comment, and brings the event of it to the handler. */
  comment(handler: TestedHandler, body: string, options?: CommentOptions): Promise<Handled>;
  /** Lets `asUser` act as this person, as after their sign-in. */
  signIn(login: string): void;
  /** What GitHub was asked by the bot, in order. */
  received(): readonly ReceivedRequest[];
  /** What it was asked to change. */
  writes(): readonly ReceivedRequest[];
  /** Everything as after the start. */
  reset(): Promise<void>;
  /** Ends it, and puts the environment back. */
  stop(): Promise<void>;
}
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
