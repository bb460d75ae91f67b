import { Hono } from 'hono';
import type { ApiEnvironment } from '../server/call';
import type { RepositoryBody } from '../server/schemas';
import type { World } from '../world/world';
import { createAdmit } from './access';
import { repositoryBody } from './repository-body';

export function repositoryRoutes(world: World) {
  const admit = createAdmit(world);
  return new Hono<ApiEnvironment>().get('/repos/:owner/:repo', (c) => {
    const { repository } = admit(c, { metadata: 'read' });
    return c.json<RepositoryBody>(repositoryBody(repository, c.var.call.base));
  });
}
