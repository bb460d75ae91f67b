import { hidden } from '../handlers/hidden-mark';
import { field } from '../lambda/parsed-json';
import { listOf } from '../repository-context/told';
import { cutMarkdown } from './cut-markdown';
import { dataOf, type Step, type StepContext } from './step';
import type { StepCall } from './step-call';
import { StepFailure } from './step-failure';
import type { CheckConclusion } from './step-options';

const conclusions: readonly CheckConclusion[] = [
  'success',
  'failure',
  'neutral',
  'cancelled',
  'timed_out',
  'action_required',
  'skipped',
];
const longestSummary = 65_000;
const mostAnnotations = 50;

/** Steps that make check runs of their own. What a workflow's check says comes from how its execution ends, and from no step. */
export const checkSteps: Readonly<Record<string, Step>> = {
  createCheckRun: {
    permissions: () => ({ checks: 'write' }),
    async run(step) {
      const { given, call, job, ask, once } = step;
      const name = given.text('name');
      refuseCheckOfWorkflow(name, call, job.check);
      const shown = shownBy(step, name);
      return once({
        write: (mark) =>
          dataOf(ask, {
            route: 'POST /repos/{owner}/{repo}/check-runs',
            parameters: {
              name,
              head_sha: job.sha,
              external_id: externalId(step, mark),
              status: 'in_progress',
              ...shown(mark),
            },
          }),
        find: async (mark) => {
          const data = await dataOf(ask, {
            route: 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
            parameters: { ref: job.sha, check_name: name, app_id: job.appId, filter: 'all', per_page: 100 },
          });
          return listOf(field(data, 'check_runs')).find((run) => field(run, 'external_id') === externalId(step, mark));
        },
        result: checkRun,
      });
    },
  },

  updateCheckRun: {
    permissions: () => ({ checks: 'write' }),
    async run(step) {
      const { given, job, ask, once } = step;
      const parameters = { check_run_id: given.id('checkRun') };
      const read = () => dataOf(ask, { route: 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}', parameters });
      const present = await read();
      const isOurs = field(field(present, 'app'), 'id') === job.appId;
      if (!isOurs || !String(field(present, 'external_id')).startsWith(`${job.jobId}#`))
        throw new StepFailure(
          'StepRefused',
          `No step of this job made the check run ${parameters.check_run_id}: it stays as it is.`,
        );
      const name = String(field(present, 'name'));
      refuseCheckOfWorkflow(name, step.call, job.check);
      const shown = shownBy(step, name);
      return once({
        write: (mark) =>
          dataOf(ask, {
            route: 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
            parameters: { ...parameters, ...shown(mark) },
          }),
        // Annotations are added to those that are there.
        find: async (mark) => {
          const run = await read();
          return String(field(field(run, 'output'), 'summary')).includes(hidden(mark)) ? run : undefined;
        },
        result: checkRun,
      });
    },
  },
};

/** @throws StepFailure for the name of a check that a workflow concludes, or security alerts do */
export function refuseCheckOfWorkflow(name: string, { checks }: Pick<StepCall, 'checks'>, own: string): void {
  const meant = plain(name);
  if (ofSecurity.test(meant))
    throw new StepFailure(
      'StepRefused',
      `${name} is the name of a security check, which is concluded from all open findings and by nothing else: give the check run another name.`,
    );
  // A trigger that is data has a check of its own: the workflow's with the trigger's id behind it.
  const same = [...checks, own].find((check) => plain(check) === meant || meant.startsWith(`${plain(check)} (`));
  if (same === undefined) return;
  throw new StepFailure(
    'StepRefused',
    `${name} is the check of a workflow (${same}), which is concluded by how its execution ends and by nothing else: give the check run another name.`,
  );
}

/** Checks of security alerts, whatever their bot is called. */
const ofSecurity = /\/ ?security(-notes|-config)?$/;

function plain(name: string): string {
  return name.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();
}

function externalId({ job }: StepContext, mark: string): string {
  return `${job.jobId}#${mark}`;
}

function shownBy({ given }: StepContext, name: string) {
  const conclusion = given.oneOf('conclusion', conclusions);
  const title = given.optionalText('title') ?? name;
  const summary = given.optionalText('summary') ?? '';
  const annotations = given.records('annotations', mostAnnotations);
  return (mark: string) => ({
    ...(conclusion !== undefined && { status: 'completed', conclusion }),
    output: {
      title,
      summary: `${cutMarkdown(summary, longestSummary)}\n\n${hidden(mark)}`,
      ...(annotations.length > 0 && { annotations }),
    },
  });
}

function checkRun(made: unknown): object {
  return { id: field(made, 'id'), url: field(made, 'html_url'), name: field(made, 'name') };
}
