import { simpleUser } from '../accounts/account-body';
import { appBody } from '../apps/app-body';
import type { Actor } from '../events/actor';
import { repositoryUrl } from '../issues/issue-body';
import type { DeploymentBody, DeploymentStatusBody } from '../server/schemas';
import { gitHubTime } from '../world/clock';
import type { Deployment, DeploymentStatus } from './deployments';

export function deploymentBody(deployment: Deployment, base: string): DeploymentBody {
  const { id, nodeId, sha, ref, task, payload, description, environment, originalEnvironment } = deployment;
  const api = urlOf(deployment, base);
  return {
    url: api,
    id,
    node_id: nodeId,
    ...{ sha, ref, task },
    payload: typeof payload === 'string' ? payload : { ...payload },
    original_environment: originalEnvironment,
    environment,
    description,
    ...byWhom(deployment.creator, base),
    created_at: gitHubTime(deployment.createdAt),
    updated_at: gitHubTime(deployment.updatedAt),
    statuses_url: `${api}/statuses`,
    repository_url: repositoryUrl(deployment.repository, base),
    transient_environment: deployment.isTransient,
    production_environment: deployment.isProduction,
  };
}

export function deploymentStatusBody(
  deployment: Deployment,
  status: DeploymentStatus,
  base: string,
): DeploymentStatusBody {
  const { id, nodeId, state, description, environment, environmentUrl, logUrl, createdAt } = status;
  const api = urlOf(deployment, base);
  return {
    url: `${api}/statuses/${id}`,
    id,
    node_id: nodeId,
    ...{ state, description, environment },
    ...byWhom(status.creator, base),
    environment_url: environmentUrl,
    log_url: logUrl,
    target_url: logUrl,
    created_at: gitHubTime(createdAt),
    updated_at: gitHubTime(createdAt),
    deployment_url: api,
    repository_url: repositoryUrl(deployment.repository, base),
  };
}

function byWhom({ person, app }: Actor, base: string) {
  return {
    creator: simpleUser(person, base),
    performed_via_github_app: app === undefined ? null : appBody(app, base),
  };
}

function urlOf({ repository, id }: Deployment, base: string): string {
  return `${repositoryUrl(repository, base)}/deployments/${id}`;
}
