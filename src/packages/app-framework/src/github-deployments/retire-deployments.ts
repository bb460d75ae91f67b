import type { GitHubAnswer, GitHubOutcome } from '../github/outcome';
import { field } from '../lambda/parsed-json';
import { isClosedPull, pullRoute } from './closed-pull';
import { isOfApp, jobOfDeployment, taskOfPull } from './deployment-marks';
import type { DeploymentsTable, PullOf } from './deployments-table';

/** A pull request that was closed, as its event tells it. */
export interface ClosedPull extends PullOf {
  readonly installationId: number;
  /** Full name. */
  readonly repository: string;
  readonly closedAt: Date;
}

const all = '/repos/{owner}/{repo}/deployments';
const one = `${all}/{deployment_id}` as const;

export interface RetireRequest {
  readonly route:
    | typeof pullRoute
    | `GET ${typeof all}`
    | `DELETE ${typeof one}`
    | `${'GET' | 'POST'} ${typeof one}/statuses`;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface RetireCollaborators {
  readonly table: Pick<DeploymentsTable, 'isDeployedFor'>;
  readonly ask: (
    pull: ClosedPull,
    request: RetireRequest,
    remainingMilliseconds: () => number,
  ) => Promise<GitHubOutcome>;
}

export type RetireDeployments = ReturnType<typeof createRetireDeployments>;

/**
 * Retires what was deployed to the own environments of a pull request that is closed: inactive, and deleted where the step said so. What a job that
 * was still at it says afterwards is no success. Its event may come late: of what was opened again since, what was deployed by then is retired, and nothing
 * else. Done again it changes nothing, and asks GitHub nothing where nothing was deployed.
 */
export function createRetireDeployments({ table, ask }: RetireCollaborators) {
  /** Answers how many there were. @throws Error where GitHub does not serve it */
  return async function retire(pull: ClosedPull, remainingMilliseconds: () => number): Promise<number> {
    if (!(await table.isDeployedFor(pull, remainingMilliseconds))) return 0;
    const asked = async (request: RetireRequest): Promise<GitHubAnswer | undefined> =>
      answered(await ask(pull, request, remainingMilliseconds));
    const told = await asked({ route: pullRoute, parameters: { pull_number: pull.pullRequest } });
    const until = isClosedPull(told?.data) ? Number.POSITIVE_INFINITY : pull.closedAt.getTime();
    const found = (await ofPull(pull, asked)).filter((each) => madeAt(each) <= until);
    for (const deployment of found) await retireOne(deployment, asked);
    return found.length;
  };

  /** All of them first: those that are deleted would move the pages. */
  async function ofPull({ pullRequest, appId }: ClosedPull, asked: Asked): Promise<readonly unknown[]> {
    const found: unknown[] = [];
    let page: object | undefined = { task: taskOfPull(pullRequest), per_page: 100 };
    while (page !== undefined) {
      const answer: GitHubAnswer | undefined = await asked({ route: `GET ${all}`, parameters: { ...page } });
      const listed: readonly unknown[] = Array.isArray(answer?.data) ? answer.data : [];
      found.push(...listed.filter((each) => isOfApp(each, appId) && jobOfDeployment(each) !== undefined));
      page = answer?.nextPage && { task: taskOfPull(pullRequest), ...answer.nextPage };
    }
    return found;
  }

  async function retireOne(deployment: unknown, asked: Asked): Promise<void> {
    const parameters = { deployment_id: field(deployment, 'id') };
    const told = await asked({ route: `GET ${one}/statuses`, parameters: { ...parameters, per_page: 1 } });
    const [last]: readonly unknown[] = Array.isArray(told?.data) ? told.data : [];
    if (told && field(last, 'state') !== 'inactive') {
      const description = 'The pull request is closed.';
      const environment = field(deployment, 'environment');
      await asked({
        route: `POST ${one}/statuses`,
        parameters: { ...parameters, state: 'inactive', description, environment },
      });
    }
    if (isToDelete(deployment)) await asked({ route: `DELETE ${one}`, parameters });
  }
}

type Asked = (request: RetireRequest) => Promise<GitHubAnswer | undefined>;

/** Absent where what was asked about is gone. @throws Error for anything else */
function answered(outcome: GitHubOutcome): GitHubAnswer | undefined {
  if (outcome.kind === 'answered') return outcome;
  if (outcome.kind === 'not-found') return undefined;
  throw new Error(
    `${outcome.request} was asked for a pull request that is closed, and not served (${outcome.kind}): ${outcome.message}`,
  );
}

function madeAt(deployment: unknown): number {
  return Date.parse(String(field(deployment, 'created_at')));
}

function isToDelete(deployment: unknown): boolean {
  return field(field(deployment, 'payload'), 'whenClosed') === 'delete';
}
