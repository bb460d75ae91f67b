import type { GitHubRoute } from '../github/github';
import { hidden, markOfText } from '../handlers/hidden-mark';
import { field } from '../lambda/parsed-json';
import { NotTold } from '../repository-context/ask';
import { pagesOf } from '../repository-context/pages';
import { cutMarkdown } from './cut-markdown';
import { dataOf, onIssue, type Step, type StepContext } from './step';
import { StepFailure } from './step-failure';

/** GitHub takes 65,536 characters, and the mark is among them. */
const longestBody = 65_000;
const mostLabels = 100;

/** Steps about issues, and pull requests as issues. */
export const issueSteps: Readonly<Record<string, Step>> = {
  createComment: {
    permissions: onIssue,
    async run(step) {
      const { given, job, ask, once } = step;
      const issue_number = numberOf(step);
      const body = naming(given.text('body'), job.sha);
      const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
      return once({
        write: (mark) =>
          dataOf(ask, {
            route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
            parameters: { issue_number, body: marked(body, mark) },
          }),
        find: (mark, since) =>
          findMarked(step, { route, mark, parameters: { issue_number, since: since.toISOString() } }),
        result: (made) => ({ id: field(made, 'id'), url: field(made, 'html_url') }),
      });
    },
  },

  updateComment: {
    permissions: onIssue,
    async run({ given, job, ask, isOwn, claim }) {
      const parameters = { comment_id: given.id('comment') };
      const body = naming(given.text('body'), job.sha);
      const present = await dataOf(ask, {
        route: 'GET /repos/{owner}/{repo}/issues/comments/{comment_id}',
        parameters,
      });
      // What the App wrote in somebody's name is theirs, not its own.
      const isOfApp = field(field(present, 'performed_via_github_app'), 'id') === job.appId;
      if (!isOfApp || !(await isOwn(present)))
        throw new StepFailure(
          'StepRefused',
          `The comment ${parameters.comment_id} was not written by this App for whom the step acts as: it stays as it is.`,
        );
      await claim(`comment ${parameters.comment_id}`);
      // The mark stays, for a try that looks for what it wrote.
      const made = await dataOf(ask, {
        route: 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
        parameters: {
          ...parameters,
          body: `${cutMarkdown(body, longestBody)}${markOfText(String(field(present, 'body')))}`,
        },
      });
      return { id: field(made, 'id'), url: field(made, 'html_url') };
    },
  },

  addLabels: {
    permissions: onIssue,
    async run(step) {
      const labels = labelsOf(step);
      // One that is there is not added twice.
      const data = await dataOf(step.ask, {
        route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels',
        parameters: { issue_number: numberOf(step), labels },
      });
      return { labels: namesIn(data) };
    },
  },

  removeLabels: {
    permissions: onIssue,
    async run(step) {
      const issue_number = numberOf(step);
      const names = labelsOf(step);
      // As a part of a URL it is none: what is left names all labels.
      const dots = names.find((name) => /^\.{1,2}$/.test(name));
      if (dots !== undefined)
        throw new StepFailure('StepRefused', `The label ${dots} cannot be named in a URL: it stays.`);
      for (const name of names) await removeLabel(step, { issue_number, name });
      return { removed: names };
    },
  },

  createIssue: {
    permissions: () => ({ issues: 'write' }),
    async run(step) {
      const { given, ask, once } = step;
      const [title, body, labels] = [
        given.text('title'),
        given.optionalText('body') ?? '',
        given.texts('labels', mostLabels),
      ];
      const route = 'GET /repos/{owner}/{repo}/issues';
      return once({
        write: (mark) =>
          dataOf(ask, {
            route: 'POST /repos/{owner}/{repo}/issues',
            parameters: { title, body: marked(body, mark), ...(labels.length > 0 && { labels }) },
          }),
        find: (mark, since) =>
          findMarked(step, { route, mark, parameters: { state: 'all', since: since.toISOString() } }),
        result: (made) => ({ number: field(made, 'number'), id: field(made, 'id'), url: field(made, 'html_url') }),
      });
    },
  },

  close: {
    permissions: onIssue,
    async run(step) {
      const parameters = { issue_number: numberOf(step), state: 'closed' };
      const data = await dataOf(step.ask, { route: 'PATCH /repos/{owner}/{repo}/issues/{issue_number}', parameters });
      return { state: field(data, 'state') };
    },
  },
};

/** Every comment says which commit it is for, that nobody takes it for one about a newer commit. */
function naming(body: string, sha: string): string {
  return body.includes(sha) ? body : `${cutMarkdown(body, longestBody - 100)}\n\nFor ${sha}.`;
}

export function marked(body: string, mark: string): string {
  return `${cutMarkdown(body, longestBody)}\n\n${hidden(mark)}`;
}

/** What is marked counts where this App wrote it: whoever copies a mark into a text of their own stops nothing. */
export async function findMarked(
  { ask, isOwn }: StepContext,
  { route, mark, parameters }: { readonly route: GitHubRoute; readonly mark: string; readonly parameters: object },
): Promise<unknown> {
  for await (const { data } of pagesOf(ask, { route, parameters: { ...parameters } })) {
    for (const one of Array.isArray(data) ? data : []) {
      if (String(field(one, 'body')).includes(hidden(mark)) && (await isOwn(one))) return one;
    }
  }
  return undefined;
}

function numberOf({ given, job }: StepContext): number {
  return given.id('issue', job.pullRequest);
}

function labelsOf({ given }: StepContext): readonly string[] {
  const labels = given.texts('labels', mostLabels);
  if (labels.length > 0) return labels;
  throw new StepFailure('StepRefused', 'The step names no label: give one at least.');
}

async function removeLabel(
  { ask }: StepContext,
  parameters: { readonly issue_number: number; readonly name: string },
): Promise<void> {
  try {
    await dataOf(ask, { route: 'DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}', parameters });
  } catch (error) {
    // It is gone already; that the issue is would be another message.
    if (!(error instanceof NotTold) || error.status !== 404 || !/label/i.test(error.outcome.message)) throw error;
  }
}

function namesIn(labels: unknown): readonly unknown[] {
  return Array.isArray(labels) ? labels.map((label) => field(label, 'name')) : [];
}
