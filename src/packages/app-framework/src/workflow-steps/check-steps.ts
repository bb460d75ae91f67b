import { hidden } from '../handlers/hidden-mark';
import type { SendReport } from '../jobs/report-queue';
import { cutBytes, cutText } from '../lambda/cut-text';
import { field } from '../lambda/parsed-json';
import { annotationsOfCheck, annotationsOfRequest, type CheckReports } from '../progress/check-report-table';
import { annotationsIn, annotationsLeftOut } from '../progress/check-run';
import { listOf } from '../repository-context/told';
import { cutMarkdown } from './cut-markdown';
import { dataOf, type Step, type StepContext } from './step';
import type { StepCall } from './step-call';
import { StepFailure } from './step-failure';
import type { CheckConclusion } from './step-options';

const changing = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';

const conclusions: readonly CheckConclusion[] = [
  'success',
  'failure',
  'neutral',
  'cancelled',
  'timed_out',
  'action_required',
  'skipped',
];
/** What GitHub takes of a summary is 65,535 bytes, of a message and of details 64 KB, of a title 255 characters (https://docs.github.com/en/rest/checks/runs). */
const longestSummary = 65_000;
const longestMessage = 64_000;
const longestTitle = 255;
/** Of the check run of a job the execution tells besides how it goes, and why it failed. */
const longestOfJob = { title: 200, summary: 58_000 };
const levels = ['notice', 'warning', 'failure'] as const;

export interface ReportCollaborators {
  readonly table: Pick<CheckReports, 'keep'>;
  /** Has the job shown. */
  readonly report: SendReport;
}

/** Steps that make check runs of their own, and the one that adds to what the check run of the job says. What that concludes comes from how its execution ends, and from no step. */
export const checkSteps: Readonly<Record<string, Step>> = {
  reportCheck: {
    // The check run is written by whoever shows jobs.
    permissions: () => ({}),
    async run({ given, job, reports, once, remainingMilliseconds }) {
      if (!reports) throw new StepFailure('StepRefused', 'This function reports nothing: deploy the stack again.');
      const title = given.optionalText('title');
      const summary = given.optionalText('summary');
      const said = {
        title: title === undefined ? undefined : cutText(title, longestOfJob.title),
        summary: summary === undefined ? undefined : cutMarkdown(summary, longestOfJob.summary),
        annotations: given.records('annotations').map(annotationOf),
      };
      return once({
        async write(mark) {
          const kept = await reports.table.keep(job, { mark, ...said }, remainingMilliseconds);
          if (kept === 'over')
            throw new StepFailure('JobOver', `Job ${job.jobId} has ended: its check run says what it said.`);
          if (kept === 'busy')
            throw new StepFailure('StepUnsettled', 'Many steps report at once. This one is tried again.');
          await reports.report({ ...job, again: `report-${kept.version}` }, remainingMilliseconds);
          return kept;
        },
        // Kept twice it is there once.
        find: async () => undefined,
        result: (kept) => ({ leftOut: field(kept, 'leftOut') }),
      });
    },
  },

  createCheckRun: {
    permissions: () => ({ checks: 'write' }),
    async run(step) {
      const { given, call, job, ask, once } = step;
      const name = given.text('name');
      refuseCheckOfWorkflow(name, call, job.check);
      const shown = shownBy(step, name);
      return once({
        write: async (mark) => {
          const made = await dataOf(ask, {
            route: 'POST /repos/{owner}/{repo}/check-runs',
            parameters: {
              name,
              head_sha: job.sha,
              external_id: externalId(step, mark),
              status: 'in_progress',
              ...shown(mark, 0),
            },
          });
          return addRest(step, { run: made, shown: (from) => shown(mark, from), before: 0 });
        },
        find: async (mark) => {
          const data = await dataOf(ask, {
            route: 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
            parameters: { ref: job.sha, check_name: name, app_id: job.appId, filter: 'all', per_page: 100 },
          });
          const own = listOf(field(data, 'check_runs')).find(
            (run) => field(run, 'external_id') === externalId(step, mark),
          );
          return own && addRest(step, { run: own, shown: (from) => shown(mark, from), before: 0 });
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
        write: async (mark) => {
          const before = annotationsIn(present) ?? 0;
          const begun = markWith(mark, before);
          const run = await dataOf(ask, { route: changing, parameters: { ...parameters, ...shown(begun, 0) } });
          return addRest(step, { run, shown: (from) => shown(begun, from), before });
        },
        // Annotations are added to those that are there: how many these were, its mark tells.
        find: async (mark) => {
          const run = await read();
          const before = annotationsBefore(String(field(field(run, 'output'), 'summary')), mark);
          if (before === undefined) return undefined;
          return addRest(step, { run, shown: (from) => shown(markWith(mark, before), from), before });
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

/** What is sent to GitHub: with the annotations from a place on, as many as a request takes; nothing where none are left there. */
function shownBy({ given }: StepContext, name: string) {
  const conclusion = given.oneOf('conclusion', conclusions);
  const title = given.optionalText('title') ?? name;
  const all = given.records('annotations');
  const leftOut = Math.max(0, all.length - annotationsOfCheck);
  const summary = `${cutMarkdown(given.optionalText('summary') ?? '', longestSummary)}${annotationsLeftOut(leftOut)}`;
  return (mark: string, from: number) => {
    const annotations = all.slice(from, Math.min(from + annotationsOfRequest, annotationsOfCheck));
    return {
      ...(conclusion !== undefined && { status: 'completed', conclusion }),
      output: { title, summary: `${summary}\n\n${hidden(mark)}`, ...(annotations.length > 0 && { annotations }) },
    };
  };
}

interface Begun {
  /** The check run as the last request left it. */
  readonly run: unknown;
  readonly shown: (from: number) => ReturnType<ReturnType<typeof shownBy>>;
  /** Annotations that it had before the first of these. */
  readonly before: number;
}

/** Adds the annotations that GitHub has not yet, as the number of those tells that it has. */
async function addRest({ ask }: StepContext, { run, shown, before }: Begun): Promise<unknown> {
  let latest = run;
  let sent = Math.max(0, (annotationsIn(run) ?? 0) - before);
  for (;;) {
    const next = shown(sent);
    const count = next.output.annotations?.length ?? 0;
    if (count === 0) return latest;
    latest = await dataOf(ask, { route: changing, parameters: { check_run_id: field(run, 'id'), ...next } });
    sent = Math.max(sent + count, (annotationsIn(latest) ?? 0) - before);
  }
}

/** A mark that tells besides how many annotations there were before. */
function markWith(mark: string, before: number): string {
  return before === 0 ? mark : `${mark} ${before}`;
}

/** That number; absent where the text has no such mark. */
function annotationsBefore(text: string, mark: string): number | undefined {
  const found = new RegExp(`${hidden(`${mark}(?: (\\d+))?`)}`).exec(text);
  return found ? Number(found[1] ?? 0) : undefined;
}

/** An annotation as GitHub takes it, cut where it takes less: one that it refused would take the others of its request along. */
function annotationOf(given: Readonly<Record<string, unknown>>, index: number) {
  const refused = (name: string, wants: string) =>
    new StepFailure('StepRefused', `The annotation ${index} has no ${name} that GitHub takes: it wants ${wants}.`);
  const text = (name: string) => {
    const value = given[name];
    if (typeof value === 'string' && value !== '') return value;
    throw refused(name, 'a text');
  };
  const number = (name: string, least: number) => {
    const value = given[name];
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
    throw refused(name, `a whole number from ${least} on`);
  };
  const has = (name: string) => given[name] !== undefined && given[name] !== null;
  const level = levels.find((one) => one === given.annotation_level);
  if (!level) throw refused('annotation_level', `one of ${levels.join(', ')}`);
  const start_line = number('start_line', 1);
  const end_line = number('end_line', start_line);
  // GitHub takes columns on one line only.
  const start_column = start_line === end_line && has('start_column') ? number('start_column', 1) : undefined;
  const end_column = start_column !== undefined && has('end_column') ? number('end_column', start_column) : undefined;
  return {
    ...{ path: text('path'), start_line, end_line, annotation_level: level },
    message: cutBytes(text('message'), longestMessage),
    ...(start_column !== undefined && { start_column }),
    ...(end_column !== undefined && { end_column }),
    ...(has('title') && { title: cutText(text('title'), longestTitle) }),
    ...(has('raw_details') && { raw_details: cutBytes(text('raw_details'), longestMessage) }),
  };
}

function checkRun(made: unknown): object {
  return { id: field(made, 'id'), url: field(made, 'html_url'), name: field(made, 'name') };
}
