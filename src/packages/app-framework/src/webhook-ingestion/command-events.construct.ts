import type { HandlerOptions } from './props.construct';

/** Which comments a bot's commands are taken from. */
export interface CommandHandlerOptions extends Omit<HandlerOptions, 'event' | 'action'> {
  /**
   * `run` takes commands that somebody edits into a comment, too; as theirs, and only those that were not there before.
   * @default ignored
   */
  readonly edits?: 'ignored' | 'run';
}

/** Comments on issues, pull requests, commits and diffs, and what reviews say. */
export function commandEvents({ edits = 'ignored', ...options }: CommandHandlerOptions): HandlerOptions {
  return {
    ...options,
    event: ['issue_comment', 'commit_comment', 'pull_request_review_comment', 'pull_request_review'],
    action: ['created', 'submitted', ...(edits === 'run' ? ['edited'] : [])],
  };
}
