import { type CommonOptions, checkedTrigger, commonFilters, given, type Trigger } from './trigger';

/** Which runs of GitHub Actions start a workflow. */
export interface WorkflowRunOptions extends Pick<CommonOptions, 'ignoreBots' | 'authors' | 'repositories'> {
  /**
   * Names of the workflows of GitHub Actions, in any case.
   * @default all
   */
  readonly workflows?: readonly string[];
  /**
   * How the run ended, in GitHub's words.
   * @default success
   */
  readonly conclusions?: readonly string[];
  /**
   * Patterns of the branch that it ran for.
   * @default all
   */
  readonly branches?: readonly string[];
  /**
   * Whether runs for forks start it.
   * @default skip
   */
  readonly forks?: 'run' | 'skip';
}

/**
 * Starts a workflow when one of GitHub Actions has ended; its check is on the commit that this one ran for.
 * @throws Error for what is no pattern, and for what nothing could match
 */
export function workflowRun(options: WorkflowRunOptions = {}): Trigger {
  const { workflows, conclusions = ['success'], branches, forks = 'skip', ...whose } = options;
  return checkedTrigger({
    event: 'workflow_run',
    actions: ['completed'],
    ...given({ workflows, branches }),
    conclusions,
    ...commonFilters(whose),
    forks,
  });
}
