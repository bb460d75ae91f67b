import { parseGlob } from './glob';

/** When a workflow is started: what is absent is not looked at. Made by `pullRequest` and `push`, kept as data. */
export interface Trigger {
  readonly event: 'pull_request' | 'push';
  readonly actions?: readonly string[];
  readonly branches?: readonly string[];
  readonly tags?: readonly string[];
  readonly bots: 'ignored' | 'run';
  readonly forks: 'run' | 'skip';
}

/** Which pull requests start a workflow. */
export interface PullRequestOptions {
  /**
   * What happened to it, in GitHub's words.
   * @default opened, synchronize and reopened: each new head once
   */
  readonly actions?: readonly string[];
  /**
   * Patterns of the branch that it is to be merged into, as GitHub Actions has them: `main`, `release/**`, `!release/old`.
   * @default all
   */
  readonly branches?: readonly string[];
  /**
   * False to let those start it that a bot opened.
   * @default true
   */
  readonly ignoreBots?: boolean;
  /**
   * Whether those of forks start it: their code is that of anybody.
   * @default skip
   */
  readonly forks?: 'run' | 'skip';
}

/** Which pushes start a workflow. One that deletes a branch or a tag never does. */
export interface PushOptions {
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
  /**
   * False to let those start it that a bot made.
   * @default true
   */
  readonly ignoreBots?: boolean;
}

/**
 * Starts a workflow for pull requests; its check is on the head.
 * @throws Error for a pattern that is none
 */
export function pullRequest(options: PullRequestOptions = {}): Trigger {
  const { actions = ['opened', 'synchronize', 'reopened'], branches, ignoreBots = true, forks = 'skip' } = options;
  if (actions.length === 0)
    throw new Error('pullRequest() names no actions: nothing would start it. Leave actions out.');
  return {
    event: 'pull_request',
    actions,
    ...(branches && { branches: checked('branches', branches) }),
    bots: botsBy(ignoreBots),
    forks,
  };
}

/**
 * Starts a workflow for pushes; its check is on the newest commit.
 * @throws Error for a pattern that is none
 */
export function push({ branches, tags, ignoreBots = true }: PushOptions = {}): Trigger {
  return {
    event: 'push',
    ...(branches && { branches: checked('branches', branches) }),
    ...(tags && { tags: checked('tags', tags) }),
    bots: botsBy(ignoreBots),
    forks: 'run',
  };
}

function botsBy(ignored: unknown): Trigger['bots'] {
  return ignored === false ? 'run' : 'ignored';
}

/** GitHub refuses a list that only takes away: it would mean nothing. */
function checked(member: string, patterns: readonly string[]): readonly string[] {
  const globs = patterns.map(parseGlob);
  if (globs.some(({ isNegated }) => !isNegated)) return patterns;
  throw new Error(
    `${member} holds no pattern without !, and so means nothing: name what is meant first, such as '**'.`,
  );
}
