import type { HandlerOptions } from './props.construct';

/** Which comments a bot's commands are taken from. */
export interface CommandHandlerOptions extends Omit<HandlerOptions, 'event' | 'action'> {
  /**
   * `run` takes commands that somebody edits into a comment, too; as theirs, and only those that were not there before.
   * @default ignored
   */
  readonly edits?: 'ignored' | 'run';
}

/** What is asked about whoever says a command, and answers in each kind of comment. */
const neededByCommands = {
  metadata: 'read',
  members: 'read',
  issues: 'write',
  pull_requests: 'write',
  contents: 'write',
} as const;

/**
 * Comments on issues, pull requests, commits and diffs, and what reviews say.
 * @throws Error where two Apps of one host would bring a comment twice, and each command would run twice
 */
export function commandEvents(
  { edits = 'ignored', ...options }: CommandHandlerOptions,
  appHosts: Readonly<Record<string, string>>,
): HandlerOptions {
  const apps = options.app === undefined ? Object.keys(appHosts) : [options.app].flat().map(String);
  const hosts = apps.map((app) => appHosts[app] ?? appHosts.default);
  const twice = apps.filter((_app, index) => hosts.indexOf(hosts[index]) !== hosts.lastIndexOf(hosts[index]));
  if (twice.length > 0) {
    throw new Error(
      `The commands of ${options.name} would come from the Apps ${twice.join(' and ')}, and run twice in a repository where both are installed: ` +
        'give onCommands one of them as app, and each other App a bot of its own name.',
    );
  }
  return {
    permissions: neededByCommands,
    ...options,
    event: ['issue_comment', 'commit_comment', 'pull_request_review_comment', 'pull_request_review'],
    action: ['created', 'submitted', ...(edits === 'run' ? ['edited'] : [])],
  };
}
