import { Hono } from 'hono';
import { ownInstallation } from '../installations/installation-routes';
import type { Repository } from '../repositories/repositories';
import { repositoryBody } from '../repositories/repository-body';
import { type ApiEnvironment, callingToken, jsonObject } from '../server/call';
import { notFound, suspended } from '../server/github-error';
import { pageOf } from '../server/pages';
import type { InstallationTokenBody, RepositoryBody, RepositoryList } from '../server/schemas';
import type { World } from '../world/world';
import { tokenBody } from './token-body';
import { tokenScope } from './token-request';
import type { InstallationToken } from './tokens';

/** Making an installation token, and what it can be used for here. */
export function tokenRoutes(world: World) {
  const { accounts, installations, repositories, secrets, tokens, tokenWriter } = world;

  function reachOf({ installation, scope }: InstallationToken): readonly Repository[] {
    const now = installations.repositoriesOf(installation);
    return scope.repositories?.filter((repository) => now.includes(repository)) ?? now;
  }

  return new Hono<ApiEnvironment>()
    .post('/app/installations/:id/access_tokens', async (c) => {
      const installation = ownInstallation(c, world);
      if (installation.suspendedAt !== undefined) throw suspended();
      const body = await jsonObject(c);
      const scope = tokenScope({ body, installation, reachable: installations.repositoriesOf(installation) });
      const text = tokenWriter.write(installation, wantedForm(c.req.header('x-github-stateless-s2s-token')));
      secrets.noteToken(text);
      return c.json<InstallationTokenBody>(tokenBody(tokens.mint(text, installation, scope), c.var.call.base), 201);
    })
    .delete('/installation/token', (c) => {
      tokens.revoke(callingToken(c));
      return c.body(null, 204);
    })
    .get('/installation/repositories', (c) => {
      const token = callingToken(c);
      const { url, base } = c.var.call;
      const reach = reachOf(token);
      const { items, link } = pageOf(reach, url);
      if (link !== undefined) c.header('link', link);
      return c.json<RepositoryList>({
        total_count: reach.length,
        repository_selection: token.scope.repositories ? 'selected' : token.installation.repositorySelection,
        repositories: items.map((repository) => repositoryBody(repository, base)),
      });
    })
    .get('/repos/:owner/:repo', (c) => {
      const token = callingToken(c);
      const owner = accounts.byLogin(c.req.param('owner'));
      const repository = owner && repositories.byName(owner, c.req.param('repo'));
      if (repository === undefined) throw notFound();
      if (repository.isPrivate && !reachOf(token).includes(repository)) throw notFound();
      return c.json<RepositoryBody>(repositoryBody(repository, c.var.call.base));
    });
}

/** @see https://github.blog/changelog/2026-05-15-github-app-installation-tokens-per-request-override-header/ */
function wantedForm(header: string | undefined): 'short' | 'stateless' | undefined {
  if (header === 'enabled') return 'stateless';
  return header === 'disabled' ? 'short' : undefined;
}
