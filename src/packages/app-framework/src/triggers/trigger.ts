import { parseGlob } from './glob';

/** When a workflow is started: what is absent is not looked at. Made by `pullRequest`, `push`, `mergeGroup`, `workflowRun`, `command`, `repositoryDispatch` and `schedule`, kept as data. */
export interface Trigger {
  readonly event:
    | 'pull_request'
    | 'push'
    | 'merge_group'
    | 'workflow_run'
    | 'command'
    | 'repository_dispatch'
    | 'schedule';
  /** Ids. */
  readonly repositories?: readonly number[];
  readonly actions?: readonly string[];
  /** Patterns of the branch that was pushed, or that it is to be merged into. */
  readonly branches?: readonly string[];
  /** Patterns of the branch that it comes from. */
  readonly heads?: readonly string[];
  readonly tags?: readonly string[];
  /** Logins, in any case. */
  readonly authors?: readonly string[];
  /** Names, in any case: one of them is enough. */
  readonly labels?: readonly string[];
  /** Names of workflows of GitHub Actions. */
  readonly workflows?: readonly string[];
  /** Names of commands that people say to the bot. */
  readonly commands?: readonly string[];
  /** How they ended, in GitHub's words. */
  readonly conclusions?: readonly string[];
  /** Patterns, without folders: `**` is any text. */
  readonly titles?: readonly string[];
  readonly drafts?: 'run' | 'skip' | 'only';
  readonly bots: 'ignored' | 'run';
  /** What the App itself did. */
  readonly own: 'ignored' | 'run';
  /** Those of forks wait until somebody who may write to the repository approves their commit, are started, or are not. */
  readonly forks: 'approve' | 'run' | 'skip';
  /** Patterns of changed files, of which one must be meant. */
  readonly paths?: readonly string[];
  readonly whenUnknown?: 'run' | 'skip';
  readonly whenFiltered?: 'nothing' | 'skipped';
  /** Of a schedule: five fields, or how often in its place. */
  readonly cron?: string;
  readonly rate?: string;
  /** Where `cron` is what clocks show. */
  readonly timezone?: string;
}

/** Which files start a workflow, and what becomes of its check where it is not started. */
export interface FileOptions {
  /**
   * Ids of repositories, which stay when one is renamed.
   * @default all that the App is installed on
   */
  readonly repositories?: readonly number[];
  /**
   * What becomes of the check where filters refuse an event, and no other trigger starts the workflow. `skipped` concludes it, and GitHub takes
   * this for passed: a required check then holds up nothing, and nothing was checked. A check that the commit has already stays as it is. Never
   * for pull requests of forks.
   * @default nothing
   */
  readonly whenFiltered?: 'nothing' | 'skipped';
  /**
   * Patterns of the files that changed, such as `src/**`, `!**\/*.md`: one file must be meant. A renamed one counts under both names.
   * @default all
   */
  readonly paths?: readonly string[];
  /**
   * What happens where nobody can tell which files changed: a new branch, a forced push, more files than GitHub lists. `skip` goes with no
   * `whenFiltered: 'skipped'`: what was not looked at does not pass.
   * @default run
   */
  readonly whenUnknown?: 'run' | 'skip';
}

/** Whose doings start a workflow, and on which files. */
export interface CommonOptions extends FileOptions {
  /**
   * Logins of who opened the pull request, or pushed, in any case.
   * @default all
   */
  readonly authors?: readonly string[];
  /**
   * False to let those start it that a bot opened or pushed.
   * @default true
   */
  readonly ignoreBots?: boolean;
  /**
   * False to let what the App itself does start it. A workflow that pushes, or opens pull requests, then starts itself: let its filters keep it
   * from that.
   * @default true
   */
  readonly ignoreOwn?: boolean;
}

/** Which pull requests start a workflow. */
export interface PullRequestOptions extends CommonOptions {
  /**
   * What happened to it, in GitHub's words. A change of the branch that it is to be merged into counts as `synchronize`.
   * @default opened, synchronize and reopened: each new head once; where drafts are skipped ready_for_review, too
   */
  readonly actions?: readonly string[];
  /**
   * Patterns of the branch that it is to be merged into, as GitHub Actions has them: `main`, `release/**`, `!release/old`.
   * @default all
   */
  readonly branches?: readonly string[];
  /**
   * Patterns of the branch that it comes from.
   * @default all
   */
  readonly heads?: readonly string[];
  /**
   * Labels, in any case, of which one must be there. On `labeled` and `unlabeled` it is the label that was put there, or taken away, that counts.
   * @default all
   */
  readonly labels?: readonly string[];
  /**
   * Patterns of the title, such as `release: **`.
   * @default all
   */
  readonly titles?: readonly string[];
  /**
   * Whether drafts start it, or nothing else does.
   * @default run
   */
  readonly drafts?: 'run' | 'skip' | 'only';
  /**
   * What becomes of those of forks, whose code is that of anybody: they wait until somebody who may write to the repository approves their
   * commit, start it at once, or never do.
   * @default approve
   */
  readonly forks?: 'approve' | 'run' | 'skip';
}

/** Which pushes start a workflow. One that deletes a branch or a tag never does. */
export interface PushOptions extends CommonOptions {
  /**
   * Patterns of the branch. Where only `tags` is given, pushes of branches start nothing.
   * @default all
   */
  readonly branches?: readonly string[];
  /**
   * Patterns of the tag. Where only `branches` is given, pushes of tags start nothing.
   * @default all
   */
  readonly tags?: readonly string[];
}

/** Which groups of a merge queue start a workflow. */
export interface MergeGroupOptions extends FileOptions {
  /**
   * Patterns of the branch that the group is to be merged into.
   * @default all
   */
  readonly branches?: readonly string[];
}

/**
 * Starts a workflow for pull requests; its check is on the head.
 * @throws Error for what is no pattern, and for what nothing could match
 */
export function pullRequest(options: PullRequestOptions = {}): Trigger {
  const { branches, heads, labels, titles, drafts, forks = 'approve', ...whose } = options;
  const heedful = drafts === 'skip' ? ['ready_for_review'] : [];
  const { actions = ['opened', 'synchronize', 'reopened', ...heedful] } = options;
  return checkedTrigger({
    event: 'pull_request',
    actions,
    ...given({ branches, heads, labels, titles, drafts }),
    ...commonFilters(whose),
    forks,
  });
}

/**
 * Starts a workflow for pushes; its check is on the newest commit.
 * @throws Error for what is no pattern, and for what nothing could match
 */
export function push({ branches, tags, ...whose }: PushOptions = {}): Trigger {
  return checkedTrigger({ event: 'push', ...given({ branches, tags }), ...commonFilters(whose), forks: 'run' });
}

/**
 * Starts a workflow for the groups that a merge queue makes of pull requests; its check is on the group's head, where the queue waits for it. A group
 * may hold several pull requests: nobody is its author, and it has neither labels nor a title.
 * @throws Error for what is no pattern
 */
export function mergeGroup(options: MergeGroupOptions = {}): Trigger {
  const { repositories, branches, paths, whenUnknown, whenFiltered } = options;
  return checkedTrigger({
    event: 'merge_group',
    actions: ['checks_requested'],
    ...given({ repositories, branches, paths, whenUnknown, whenFiltered }),
    // The queue is the sender, or who put a pull request into it: that says nothing of who wrote what is in it.
    bots: 'run',
    own: 'run',
    forks: 'run',
  });
}

/** Whose commands start a workflow, and where. */
export interface CommandOptions extends Pick<CommonOptions, 'repositories' | 'authors'> {}

/**
 * Starts a workflow when somebody says a command of this name to the bot, who may: `@my-bot deploy staging`. Its check is on the head of the pull
 * request, or the commit, where it is said. What the command is given stands in `parameters` of the input.
 * @throws Error for a name that is none
 */
export function command(name: string, { repositories, authors }: CommandOptions = {}): Trigger {
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(name))
    throw new Error(
      `${JSON.stringify(name)} is no name of a command: give lower-case letters, digits and hyphens, 32 at most, a letter first.`,
    );
  return checkedTrigger({
    event: 'command',
    ...given({ repositories, authors }),
    commands: [name],
    // Commands judge for themselves who says them, and bots say none.
    bots: 'run',
    own: 'run',
    forks: 'run',
  });
}

/** What filters of all kinds make of their options. */
export function commonFilters({ authors, ignoreBots = true, ignoreOwn = true, ...others }: CommonOptions) {
  const { repositories, paths, whenUnknown, whenFiltered } = others;
  const ignored = (isIgnored: unknown) => (isIgnored === false ? 'run' : 'ignored');
  return {
    ...given({ repositories, authors, paths, whenUnknown, whenFiltered }),
    bots: ignored(ignoreBots),
    own: ignored(ignoreOwn),
  } as const;
}

/** Lists that are patterns of GitHub Actions. */
export const patternMembers = ['branches', 'heads', 'tags', 'titles', 'paths'] as const;
const wordMembers = ['repositories', 'actions', 'authors', 'labels', 'workflows', 'commands', 'conclusions'] as const;

/** The same trigger. @throws Error for what is no pattern, and for what nothing could match */
export function checkedTrigger(trigger: Trigger): Trigger {
  for (const member of patternMembers) checkPatterns(member, trigger[member]);
  for (const member of wordMembers) {
    if (trigger[member]?.length !== 0) continue;
    throw new Error(`${member} of a trigger is empty: nothing would ever match. Leave it out, or name some.`);
  }
  if (trigger.paths && trigger.whenUnknown === 'skip' && trigger.whenFiltered === 'skipped')
    throw new Error(
      "whenUnknown: 'skip' with whenFiltered: 'skipped' would have a check pass whose files nobody knows: leave one of them out.",
    );
  const bot = trigger.bots === 'ignored' ? trigger.authors?.find((login) => login.endsWith('[bot]')) : undefined;
  if (bot === undefined) return trigger;
  throw new Error(
    `authors of a trigger names ${bot}, and bots are ignored: nothing of it would match. Say ignoreBots: false.`,
  );
}

/** GitHub refuses a list that only takes away: it would mean nothing. */
function checkPatterns(member: string, patterns: readonly string[] | undefined): void {
  const globs = patterns?.map(parseGlob);
  if (!globs || globs.some(({ isNegated }) => !isNegated)) return;
  throw new Error(
    `${member} holds no pattern without !, and so means nothing: name what is meant first, such as '**'.`,
  );
}

/** Members without a value are left out. */
export function given<Members extends object>(
  members: Members,
): { [Name in keyof Members]?: NonNullable<Members[Name]> };
export function given(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
