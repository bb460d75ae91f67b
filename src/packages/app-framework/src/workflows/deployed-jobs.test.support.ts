import type { FakeGitHub } from '../github/fake-github.test.support';
import type { useSteps } from './steps.test.support';
import { sha } from './workflows.test.support';

type Body = Readonly<Record<string, unknown>>;
const at = '/api/v3/repos/octo-org/web';
const all = `${at}/deployments`;
const via = { creator: { type: 'Bot' }, performed_via_github_app: { id: 1234 } };

/** Deployments at the fake GitHub of steps, and jobs that are shown there. */
export function useDeployments({ gitHub, shown, jobId }: ReturnType<typeof useSteps>) {
  let place: ReturnType<typeof fakeDeployments>;
  beforeEach(() => {
    place = fakeDeployments(gitHub());
    gitHub().on(`POST ${at}/check-runs`, { status: 201, body: { id: 7 } });
    gitHub().on(`PATCH ${at}/check-runs/7`, { body: { id: 7 } });
    gitHub().on(`GET ${at}/commits/${sha}/check-runs`, { body: { check_runs: [] } });
  });
  return {
    place: () => place,
    show: async (job = jobId()) => (await shown([JSON.stringify({ job })])).batchItemFailures.length,
  };
}

/** What the fake GitHub knows of deployments, those of other Apps among them, and of the pull request 7. */
function fakeDeployments(gitHub: FakeGitHub) {
  const deployments: Body[] = [];
  const statuses = new Map<unknown, Body[]>();
  const lost = new Set<string>();
  let pull = 'open';
  const answer = (route: string, body: unknown) =>
    lost.delete(route) ? { status: 502, body: { message: 'lost' } } : { status: 201, body };

  function add(given: Body): Body {
    const made = {
      id: deployments.length + 70,
      created_at: new Date(Date.now() - 1_000).toISOString(),
      ...via,
      ...given,
    };
    deployments.unshift(made);
    const said: Body[] = [];
    statuses.set(made.id, said);
    const one = `${all}/${made.id}`;
    gitHub.on(`GET ${one}/statuses`, () => ({ body: said }));
    gitHub.on(`POST ${one}/statuses`, ({ body }) => {
      said.unshift({ id: said.length + 1, ...via, ...Object(body) });
      return answer('status', said[0]);
    });
    gitHub.on(`DELETE ${one}`, () => {
      deployments.splice(deployments.indexOf(made), 1);
      return { status: 204 };
    });
    return made;
  }

  gitHub.on(`GET ${at}/pulls/7`, () => ({ body: { number: 7, state: pull } }));
  gitHub.on(`GET ${all}`, ({ query }) => ({
    body: deployments.filter((one) =>
      ['sha', 'environment', 'task'].every((name) => (query[name] ?? one[name]) === one[name]),
    ),
  }));
  gitHub.on(`POST ${all}`, ({ body }) => {
    const { ref, ...asked } = Object(body);
    return answer('deployment', add({ ...asked, ref, sha: ref }));
  });

  return {
    deployments,
    add,
    /** What the pull request is from now on. */
    setPull: (state: 'open' | 'closed') => {
      pull = state;
    },
    /** Has the next answer to a write lost. */
    lose: (route: 'deployment' | 'status') => lost.add(route),
    /** States that were said of a deployment, oldest first. */
    statesOf: (deployment: unknown = 70) => (statuses.get(deployment) ?? []).map(({ state }) => state).reverse(),
    /** What was said last. */
    saidOf: (deployment: unknown = 70) => statuses.get(deployment)?.[0],
    say: (deployment: unknown, said: Body) => statuses.get(deployment)?.unshift(said),
  };
}
