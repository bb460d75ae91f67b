import { Hono } from 'hono';
import { createAdmit } from '../repositories/access';
import type { Repository } from '../repositories/repositories';
import { idInPath } from '../server/body-members';
import { type ApiEnvironment, jsonObject } from '../server/call';
import { GitHubError, notFound } from '../server/github-error';
import { sendPage } from '../server/pages';
import type { DeploymentBody, DeploymentStatusBody } from '../server/schemas';
import type { World } from '../world/world';
import { createDeploymentActs } from './deployment-acts';
import { deploymentBody, deploymentStatusBody } from './deployment-body';
import { deploymentRequest, statusRequest } from './deployment-request';
import { type Deployment, stateOf } from './deployments';
import { mergeBehind, refuseUnchecked } from './ready-to-deploy';

/** Making deployments, saying how they go, listing and removing them (https://docs.github.com/en/rest/deployments). */
export function deploymentRoutes(world: World) {
  const { deployments, git } = world;
  const admit = createAdmit(world);
  const acts = createDeploymentActs(world);
  const one = '/repos/:owner/:repo/deployments/:id';

  function deploymentIn(repository: Repository, id: string): Deployment {
    const found = deployments.find(idInPath(id));
    if (found === undefined || found.repository !== repository) throw notFound();
    return found;
  }

  return new Hono<ApiEnvironment>()
    .post('/repos/:owner/:repo/deployments', async (c) => {
      const { repository, act } = admit(c, { deployments: 'write' });
      const { autoMerge, requiredContexts, ...asked } = deploymentRequest(await jsonObject(c));
      const commit = git.resolve(repository, asked.ref);
      if (commit === undefined) throw new GitHubError(422, `No ref found for: ${asked.ref}`);
      const merged = autoMerge === 'asked' ? mergeBehind(world, { repository, ref: asked.ref, act }) : undefined;
      if (merged !== undefined) return c.json({ message: merged }, 202);
      refuseUnchecked(world, { repository, ref: asked.ref, sha: commit.sha, required: requiredContexts });
      const made = acts.create({ ...asked, repository, sha: commit.sha }, act);
      return c.json<DeploymentBody>(deploymentBody(made, act.base), 201);
    })
    .get('/repos/:owner/:repo/deployments', (c) => {
      const { repository, act } = admit(c, { deployments: 'read' });
      const meant = deployments.inRepository(repository).filter(meantBy(c.var.call.url));
      return sendPage(c, meant, (each): DeploymentBody => deploymentBody(each, act.base));
    })
    .get(one, (c) => {
      const { repository, act } = admit(c, { deployments: 'read' });
      return c.json<DeploymentBody>(deploymentBody(deploymentIn(repository, c.req.param('id')), act.base));
    })
    .delete(one, (c) => {
      const { repository } = admit(c, { deployments: 'write' });
      const deployment = deploymentIn(repository, c.req.param('id'));
      const isOnlyOne = deployments.inRepository(repository).length === 1;
      if (!isOnlyOne && stateOf(deployment) !== 'inactive')
        throw new GitHubError(
          422,
          'We cannot delete an active deployment unless it is the only deployment in a given repository.',
        );
      acts.remove(deployment);
      return c.body(null, 204);
    })
    .post(`${one}/statuses`, async (c) => {
      const { repository, act } = admit(c, { deployments: 'write' });
      const deployment = deploymentIn(repository, c.req.param('id'));
      const { retiresOthers, ...asked } = statusRequest(await jsonObject(c), deployment);
      const status = acts.tell(deployment, asked, act);
      if (retiresOthers) acts.retireBefore(deployment, act);
      return c.json<DeploymentStatusBody>(deploymentStatusBody(deployment, status, act.base), 201);
    })
    .get(`${one}/statuses`, (c) => {
      const { repository, act } = admit(c, { deployments: 'read' });
      const deployment = deploymentIn(repository, c.req.param('id'));
      return sendPage(
        c,
        deployment.statuses,
        (each): DeploymentStatusBody => deploymentStatusBody(deployment, each, act.base),
      );
    })
    .get(`${one}/statuses/:status`, (c) => {
      const { repository, act } = admit(c, { deployments: 'read' });
      const deployment = deploymentIn(repository, c.req.param('id'));
      const status = deployment.statuses.find(({ id }) => id === idInPath(c.req.param('status')));
      if (status === undefined) throw notFound();
      return c.json<DeploymentStatusBody>(deploymentStatusBody(deployment, status, act.base));
    });
}

function meantBy(url: URL): (deployment: Deployment) => boolean {
  const wanted = ['sha', 'ref', 'task', 'environment'] as const;
  return (deployment) =>
    wanted.every((name) => {
      const value = url.searchParams.get(name);
      return value === null || value === 'none' || value === deployment[name];
    });
}
