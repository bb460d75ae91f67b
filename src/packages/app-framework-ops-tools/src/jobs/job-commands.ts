import { Option } from 'commander';
import { parseRepositoryName } from '../command-line/arguments';
import { formatOf, type Registration, tableOption } from '../command-line/registration';
import { load } from '../lazy-commands';

const functionOption = () =>
  new Option('--function <name>', 'that knows of jobs, where there are several deployments').env(
    'APP_FRAMEWORK_JOBS_FUNCTION',
  );
const repositoryOption = (what: string) => new Option('--repository <name>', what).argParser(parseRepositoryName);
const whichJob = 'its id; with --repository the first seven characters will do';

/** Adds the commands about jobs of workflows. */
export function addJobCommands({ group }: Registration): void {
  const { command, invoke } = group('jobs', 'list, show, cancel and rerun jobs of workflows');

  command('list', 'list --repository octo-org/website')
    .summary('list jobs, newest first')
    .description(
      'Lists the jobs of workflows that have not ended; with a repository all of it that are kept, newest first, a hundred at most.',
    )
    .addOption(repositoryOption('all of this repository, OWNER/NAME'))
    .addOption(functionOption())
    .action((options) => invoke({ format: formatOf(options), run: async () => load.listJobs().listJobs(options) }));

  const about = (name: 'show' | 'cancel' | 'rerun', summary: string, description: string) =>
    command(name, `${name} 2cdf7d867e6dc9240a6acbd4dd6c533530ccff2b`)
      .argument('<job>', whichJob)
      .summary(summary)
      .description(description)
      .addOption(repositoryOption('only where it is of this repository, OWNER/NAME'))
      .addOption(functionOption())
      .action((job, options) =>
        invoke({
          format: formatOf(options),
          run: async (context) => load.changeJob().changeJob({ ...options, job, operation: name }, context),
        }),
      );
  about('show', 'show what became of a job', 'Shows what a job is for, what became of it, and its execution.');
  about('cancel', 'stop a job', 'Stops the execution of a job. Its check run is concluded as cancelled.');
  about(
    'rerun',
    'run a job again',
    'Runs a job again that has ended, for the same commit, as another job with a check run of its own. GitHub is asked where the repository is by now.',
  ).addOption(tableOption());
}
