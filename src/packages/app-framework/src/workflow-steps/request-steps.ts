import type { GitHubRoute } from '../github/github';
import { field } from '../lambda/parsed-json';
import { told } from '../repository-context/ask';
import { isDots } from '../repository-context/repository-context';
import { refuseCheckOfWorkflow } from './check-steps';
import { findMarked, marked } from './issue-steps';
import { dataOf, type Step, type StepContext } from './step';
import { StepFailure } from './step-failure';

/** Anything else that a repository's part of the API can do, and what is asked for most of it. */
export const requestSteps: Readonly<Record<string, Step>> = {
  request: {
    permissions: ({ permissions }) => permissions,
    async run(step) {
      const { given, ask, once } = step;
      const route = routeOf(step);
      const parameters = given.record('parameters');
      const send = async () => {
        const { status, data } = told(await ask({ route, parameters }));
        return { status, data: data ?? null };
      };
      if (route.startsWith('GET ')) return send();
      // Nobody can find again what it made: it is sent at least once.
      return once({ write: send, find: async () => undefined, result: (sent) => ({ ...Object(sent) }) });
    },
  },

  createReview: {
    permissions: () => ({ pull_requests: 'write' }),
    async run(step) {
      const { given, job, ask, once } = step;
      const pull_number = given.id('number', job.pullRequest);
      const event = given.oneOf('event', ['APPROVE', 'REQUEST_CHANGES', 'COMMENT']) ?? 'COMMENT';
      const body = given.text('body');
      const parameters = { pull_number };
      return once({
        write: (mark) =>
          dataOf(ask, {
            route: 'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
            parameters: { ...parameters, commit_id: job.sha, event, body: marked(body, mark) },
          }),
        find: (mark) =>
          findMarked(step, { route: 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', mark, parameters }),
        result: (made) => ({ id: field(made, 'id'), url: field(made, 'html_url'), state: field(made, 'state') }),
      });
    },
  },

  createPullRequest: {
    permissions: () => ({ pull_requests: 'write', contents: 'read' }),
    async run({ given, job, ask, once }) {
      const [title, body] = [given.text('title'), given.optionalText('body') ?? ''];
      const [head, base] = [given.text('head'), given.text('base')];
      const owner = job.repository.split('/')[0];
      // GitHub has one open pull request of a branch into another, and refuses a second one.
      const find = async (): Promise<unknown> => {
        const parameters = { head: `${owner}:${head}`, base, state: 'open' };
        const data = await dataOf(ask, { route: 'GET /repos/{owner}/{repo}/pulls', parameters });
        return Array.isArray(data) ? data[0] : undefined;
      };
      return once({
        write: async (mark) =>
          (await find()) ??
          dataOf(ask, {
            route: 'POST /repos/{owner}/{repo}/pulls',
            parameters: { title, head, base, body: marked(body, mark) },
          }),
        find,
        result: (made) => ({ number: field(made, 'number'), id: field(made, 'id'), url: field(made, 'html_url') }),
      });
    },
  },

  mergePullRequest: {
    permissions: () => ({ contents: 'write', pull_requests: 'read' }),
    async run({ given, job, ask, once }) {
      const parameters = { pull_number: given.id('number', job.pullRequest) };
      const merge_method = given.oneOf('method', ['merge', 'squash', 'rebase']) ?? 'merge';
      return once({
        // Another head than the one that the job looked at is not merged.
        write: () =>
          dataOf(ask, {
            route: 'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge',
            parameters: { ...parameters, merge_method, sha: job.sha },
          }),
        find: async () => {
          const pull = await dataOf(ask, { route: 'GET /repos/{owner}/{repo}/pulls/{pull_number}', parameters });
          const isMerged = field(pull, 'merged') === true && field(field(pull, 'head'), 'sha') === job.sha;
          return isMerged ? { merged: true, sha: field(pull, 'merge_commit_sha') } : undefined;
        },
        result: (made) => ({ merged: field(made, 'merged'), sha: field(made, 'sha') }),
      });
    },
  },

  dispatch: {
    permissions: () => ({ contents: 'write' }),
    async run({ given, ask, once }) {
      const parameters = { event_type: given.text('eventType'), client_payload: given.record('payload') };
      return once({
        write: () => dataOf(ask, { route: 'POST /repos/{owner}/{repo}/dispatches', parameters }),
        find: async () => undefined,
        result: () => ({ dispatched: parameters.event_type }),
      });
    },
  },
};

// What a route is about is written out: a name in braces could stand for anything, such as check runs.
const routeForm =
  /^(GET|POST|PUT|PATCH|DELETE) \/repos\/\{owner\}\/\{repo\}((?:\/[a-z0-9_-]+(?:\/(?:[a-z0-9_-]+|\{[a-z0-9_]+\}))*)?)$/;
/** What Octokit takes for itself, `data` in place of the whole body, and what the job says. */
const notTheirs = ['owner', 'repo', 'baseUrl', 'data', 'headers', 'mediaType', 'request', 'url', 'method'];

/** @throws StepFailure for a route that leaves the repository, or speaks for a workflow's check */
function routeOf({ given, call, job }: StepContext): GitHubRoute {
  const route = given.text('route');
  const parameters = given.record('parameters');
  const path = routeForm.exec(route)?.[2];
  if (path === undefined || !isRoute(route))
    throw refused(
      `${route} is no route within the repository: write POST /repos/{owner}/{repo}/…, with names in braces.`,
    );
  const odd = Object.keys(parameters).find((name) => notTheirs.includes(name));
  if (odd !== undefined)
    throw refused(`The parameter ${odd} is not for a step to say: the repository is that of the job.`);
  for (const [, name = ''] of path.matchAll(/\{([a-z0-9_]+)\}/g)) {
    const value = parameters[name];
    const isPart = (typeof value === 'string' && value !== '') || typeof value === 'number';
    if (!isPart || isDots(String(value)))
      throw refused(`${route} needs ${name}, and ${JSON.stringify(value)} is no part of a path.`);
  }
  const isWrite = !route.startsWith('GET ');
  if (isWrite && /^\/check-(runs|suites)(\/|$)/.test(path))
    throw refused(
      'Check runs are made by createCheckRun and changed by updateCheckRun, which leave those of workflows alone.',
    );
  if (isWrite && path.startsWith('/statuses/')) {
    const context = parameters.context ?? 'default';
    if (typeof context !== 'string') throw refused('The context of a status is a text.');
    refuseCheckOfWorkflow(context, call, job.check);
  }
  const [, named] = /^\/deployments\/([^/]+)\/statuses$/.exec(path) ?? [];
  const deployment = named?.startsWith('{') ? parameters[named.slice(1, -1)] : named;
  if (isWrite && job.deployment && String(deployment) === String(job.deployment.id))
    throw refused('What the deployment of a job says comes from how its execution ends.');
  return route;
}

function isRoute(route: string): route is GitHubRoute {
  return routeForm.test(route);
}

function refused(why: string): StepFailure {
  return new StepFailure('StepRefused', why);
}
