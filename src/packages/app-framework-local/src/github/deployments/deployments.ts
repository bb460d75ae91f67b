import type { Actor } from '../events/actor';
import type { Repository } from '../repositories/repositories';
import type { DeploymentStatusBody } from '../server/schemas';
import type { Clock } from '../world/clock';
import { createIdSequence } from '../world/id-sequence';
import { makeNodeId } from '../world/node-ids';

export const deploymentStates = [
  'error',
  'failure',
  'inactive',
  'in_progress',
  'queued',
  'pending',
  'success',
] as const satisfies readonly DeploymentStatusBody['state'][];

/** What is asked for of a status. */
export interface AskedStatus {
  readonly state: (typeof deploymentStates)[number];
  readonly description: string;
  readonly logUrl: string;
  readonly environment: string;
  readonly environmentUrl: string;
}

export interface DeploymentStatus extends AskedStatus {
  readonly id: number;
  readonly nodeId: string;
  readonly creator: Actor;
  readonly createdAt: number;
}

/** What is asked for of a deployment. */
export interface AskedDeployment {
  readonly ref: string;
  readonly task: string;
  readonly payload: Readonly<Record<string, unknown>> | string;
  readonly originalEnvironment: string;
  readonly description: string | null;
  readonly isTransient: boolean;
  readonly isProduction: boolean;
}

export interface NewDeployment extends AskedDeployment {
  readonly repository: Repository;
  readonly creator: Actor;
  readonly sha: string;
}

export interface Deployment extends NewDeployment {
  readonly id: number;
  readonly nodeId: string;
  readonly createdAt: number;
  /** The newest first. */
  readonly statuses: DeploymentStatus[];
  environment: string;
  updatedAt: number;
}

export type Deployments = ReturnType<typeof createDeployments>;

/** Deployments, and what was said of each. An environment is there once something was deployed to it. */
export function createDeployments({ clock }: { clock: Clock }) {
  const ids = createIdSequence(2_900_000_001);
  const statusIds = createIdSequence(5_400_000_001);
  const deployments = new Map<number, Deployment>();

  /** The newest first. */
  const inRepository = (repository: Repository): readonly Deployment[] =>
    [...deployments.values()].filter((one) => one.repository === repository).reverse();

  return {
    inRepository,
    find: (id: number): Deployment | undefined => deployments.get(id),
    create(asked: NewDeployment): Deployment {
      const id = ids.take();
      const now = clock.milliseconds();
      const { originalEnvironment: environment } = asked;
      const times = { createdAt: now, updatedAt: now };
      const made: Deployment = { ...asked, id, nodeId: makeNodeId('DE', id), environment, statuses: [], ...times };
      deployments.set(id, made);
      return made;
    },
    tell(deployment: Deployment, asked: AskedStatus, creator: Actor): DeploymentStatus {
      const id = statusIds.take();
      const createdAt = clock.milliseconds();
      const status = { ...asked, id, nodeId: makeNodeId('DES', id), creator, createdAt };
      deployment.statuses.unshift(status);
      deployment.environment = asked.environment;
      deployment.updatedAt = createdAt;
      return status;
    },
    remove: (deployment: Deployment): void => void deployments.delete(deployment.id),
    /** Names of environments, the oldest first. */
    environmentsOf: (repository: Repository): readonly string[] => [
      ...new Set(inRepository(repository).map(({ environment }) => environment)),
    ],
  };
}

/** What was said of it last; absent where nothing was. */
export function stateOf({ statuses: [last] }: Deployment): DeploymentStatus['state'] | undefined {
  return last?.state;
}
