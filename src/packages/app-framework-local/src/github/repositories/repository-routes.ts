import { Hono } from 'hono';
import type { ApiEnvironment, ApiMiddleware } from '../server/call';
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

/** What is asked of a name that a repository had leads to its id, as long as no other has that name. */
export function movedRepositories({ accounts, repositories }: World): ApiMiddleware {
  return async (c, next) => {
    const [, , login = '', name = '', ...rest] = c.req.path.split('/');
    const owner = accounts.byLogin(login);
    const moved = owner && repositories.formerlyCalled(owner, name);
    if (!moved) return next();
    const { base, url } = c.var.call;
    const location = `${[base, 'repositories', moved.id, ...rest].join('/')}${url.search}`;
    const isReading = c.req.method === 'GET' || c.req.method === 'HEAD';
    const said = { message: isReading ? 'Moved Permanently' : 'Temporary Redirect', url: location };
    return c.json(said, isReading ? 301 : 307, { location });
  };
}

/** `/repositories/{id}` and below is the same as `/repos/{owner}/{repo}`. */
export function pathByName({ repositories }: World, path: string): string {
  const [, id = '', rest = ''] = /^\/repositories\/(\d+)(\/.*)?$/.exec(path) ?? [];
  const repository = id === '' ? undefined : repositories.byId(Number(id));
  return repository ? `/repos/${repository.owner.login}/${repository.name}${rest}` : path;
}
