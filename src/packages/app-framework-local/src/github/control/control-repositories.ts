import { Hono } from 'hono';
import type { Repository } from '../repositories/repositories';
import { createRepositoryActs } from '../repositories/repository-acts';
import type { World } from '../world/world';
import { repositoryChange, repositoryRemoval } from './activity-shapes';
import { createActOf } from './control-act';
import { readBody } from './control-input';
import { newRepository } from './control-shapes';
import { createLookups } from './lookups';

/** The part of the control API that makes, changes and removes repositories. */
export function controlRepositories(world: World) {
  const acts = createRepositoryActs(world);
  const actOf = createActOf(world);
  const { accountCalled, repositoryCalled } = createLookups(world);
  return new Hono()
    .post('/repositories', async (c) => {
      const { owner, private: isPrivate, sender, ...asked } = await readBody(c, newRepository);
      const wanted = { ...asked, owner: accountCalled(owner, undefined), isPrivate: isPrivate ?? true };
      return c.json(viewOf(acts.create(wanted, actOf(c, sender))), 201);
    })
    .patch('/repositories', async (c) => {
      const { repository: called, owner, sender, ...changed } = await readBody(c, repositoryChange);
      const { name, private: isPrivate, archived } = changed;
      const repository = repositoryCalled(called);
      const act = actOf(c, sender);
      if (name !== undefined) acts.rename(repository, name, act);
      if (owner !== undefined) acts.transfer(repository, accountCalled(owner, undefined), act);
      if (isPrivate !== undefined) acts.setPrivate(repository, isPrivate, act);
      if (archived !== undefined) acts.setArchived(repository, archived, act);
      return c.json(viewOf(repository));
    })
    .delete('/repositories', async (c) => {
      const { repository, sender } = await readBody(c, repositoryRemoval);
      acts.remove(repositoryCalled(repository), actOf(c, sender));
      return c.json({});
    });
}

function viewOf({ id, nodeId, owner, name, isPrivate }: Repository) {
  return { id, nodeId, owner: owner.login, name, private: isPrivate };
}
