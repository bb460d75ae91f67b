import type { Act } from '../events/actor';
import type { World } from '../world/world';
import { deploymentBody, deploymentStatusBody } from './deployment-body';
import { type AskedStatus, type Deployment, type DeploymentStatus, type NewDeployment, stateOf } from './deployments';

/** What can happen to deployments, and the events that it causes. */
export function createDeploymentActs({ announce, deployments }: World) {
  function say(deployment: Deployment, asked: AskedStatus, act: Act): DeploymentStatus {
    const status = deployments.tell(deployment, asked, act.actor);
    announce.inRepository({
      event: 'deployment_status',
      repository: deployment.repository,
      act,
      members: {
        action: 'created',
        deployment_status: deploymentStatusBody(deployment, status, act.base),
        deployment: deploymentBody(deployment, act.base),
      },
    });
    return status;
  }

  return {
    create(asked: Omit<NewDeployment, 'creator'>, act: Act): Deployment {
      const made = deployments.create({ ...asked, creator: act.actor });
      const members = { action: 'created', deployment: deploymentBody(made, act.base) };
      announce.inRepository({ event: 'deployment', repository: made.repository, act, members });
      return made;
    },
    tell(deployment: Deployment, asked: AskedStatus, act: Act): DeploymentStatus {
      return say(deployment, asked, act);
    },
    /** Those before it that are still called a success in its environment are so no more. */
    retireBefore(deployment: Deployment, act: Act): void {
      const { repository, environment, id } = deployment;
      for (const one of deployments.inRepository(repository)) {
        const isPrior = one.id < id && one.environment === environment && stateOf(one) === 'success';
        if (!isPrior || one.isTransient || one.isProduction) continue;
        say(one, { state: 'inactive', description: '', logUrl: '', environmentUrl: '', environment }, act);
      }
    },
    remove: (deployment: Deployment): void => deployments.remove(deployment),
  };
}
