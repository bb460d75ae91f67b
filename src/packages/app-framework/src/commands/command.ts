import type { ReadConfig } from '../event-context/given';
import type { HandlerOctokit } from '../handlers/handler-octokit';
import type { Once } from '../handlers/once';
import type { HandlerLogger } from '../handlers/serve-events';
import type { Permission } from '../rights/rights';
import type { GitHubEventDetail } from '../webhooks/github-event';
import type { Arguments, ValuesOf } from './arguments';
import type { CommentKind } from './comment-event';

/** What a command is, as people see it in the help, and who may run it. */
export interface CommandDeclaration<Given extends Arguments, Flags extends Arguments> {
  /** A sentence. */
  readonly description: string;
  /** In the order in which people write them. */
  readonly arguments?: Given;
  /** `dryRun` is written `--dry-run`. */
  readonly flags?: Flags;
  /** Other names of it. */
  readonly aliases?: readonly string[];
  /** Least permission in the repository; that of `createCommands` when absent. */
  readonly permission?: Permission;
  /** Whom its `octokit` acts as: the App's installation, when absent, or who said it, which asks them to sign in once where they must. */
  readonly as?: 'app' | 'user';
  /**
   * May run again where a time-out or a crash ended it in between, because all that it writes it writes once: by `once`, or where twice is as
   * good as once. Otherwise people are told that it was interrupted.
   */
  readonly repeatable?: true;
  /** Rights are asked of GitHub anew each time, and not remembered for a minute. */
  readonly fresh?: true;
  /**
   * On a pull request: `bound`, when absent, refuses it where something was pushed after the comment; `any` for a command that is not about
   * the code.
   */
  readonly head?: 'bound' | 'any';
}

/** What the code of a command is given. */
export interface CommandContext<Given extends Arguments, Flags extends Arguments> extends CommandPlace {
  readonly arguments: ValuesOf<Given>;
  readonly flags: ValuesOf<Flags>;
}

/** Where and by whom a command was said, and what can be done about it. */
export interface CommandPlace {
  /** Who said it, or edited the comment so that it says it. */
  readonly sender: { readonly id: number; readonly login: string };
  /** What the command asks for, and GitHub says that the sender has at least. */
  readonly permission: Permission;
  /** As Octokit's methods take it. */
  readonly repository: { readonly owner: string; readonly repo: string };
  readonly comment: {
    readonly kind: CommentKind;
    readonly id: number;
    readonly url: string;
    /** When it got this text, in whole seconds; no date where GitHub does not tell. */
    readonly writtenAt: Date;
  };
  /** Issue or pull request; absent on a commit. */
  readonly number?: number;
  /** Head of the pull request that it is for, or commit that it was said on; act on this one, whatever the branch has by now. */
  readonly sha?: string;
  /** Acts as the command is declared: as the App's installation or as the person. */
  readonly octokit: HandlerOctokit;
  /** Acts as the App's installation, for what only an App may do, such as check runs: their summaries say for whom. */
  readonly asApp: HandlerOctokit;
  readonly once: Once;
  /** What the repository set for the bot. */
  readonly config: ReadConfig;
  readonly delivery: GitHubEventDetail;
  /** Which command of its comment it is, from 1. */
  readonly ordinal: number;
  /** Which try this is, from 1. */
  readonly attempt: number;
  readonly logger: HandlerLogger;
  /** Says how far it is: in the one comment of this command, in place of what it said before. Markdown. */
  readonly answer: (text: string) => Promise<void>;
  /** Ends the command: it failed, and trying again would not help. What was wrong, and what to do: Markdown. */
  readonly fail: (text: string) => never;
}

/** The code of a command. What it answers, in Markdown, is said to whoever asked; what it throws is tried again. */
export type RunCommand<Given extends Arguments, Flags extends Arguments> = (
  context: CommandContext<Given, Flags>,
  // biome-ignore lint/suspicious/noConfusingVoidType: authors write commands that return nothing
) => Promise<string | void>;

/** What `fail` throws. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
}
