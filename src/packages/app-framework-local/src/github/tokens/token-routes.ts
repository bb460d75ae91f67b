import { Hono } from 'hono';
import { ownInstallation } from '../installations/installation-routes';
import { repositoryBody } from '../repositories/repository-body';
import { type ApiEnvironment, callingToken, jsonObject } from '../server/call';
import { suspended } from '../server/github-error';
import { pageOf } from '../server/pages';
import type { InstallationTokenBody, RepositoryList } from '../server/schemas';
import type { World } from '../world/world';
import { tokenBody } from './token-body';
import { reachOf } from './token-reach';
import { tokenScope } from './token-request';

/** Making an installation token, and what it can be used for here. */
export function tokenRoutes(world: World) {
  const { installations, secrets, tokens, tokenWriter } = world;

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
      const reach = reachOf(installations, token);
      const { items, link } = pageOf(reach, url);
      if (link !== undefined) c.header('link', link);
      return c.json<RepositoryList>({
        total_count: reach.length,
        repository_selection: token.scope.repositories ? 'selected' : token.installation.repositorySelection,
        repositories: items.map((repository) => repositoryBody(repository, base)),
      });
    });
}

/** @see https://github.blog/changelog/2026-05-15-github-app-installation-tokens-per-request-override-header/ */
function wantedForm(header: string | undefined): 'short' | 'stateless' | undefined {
  if (header === 'enabled') return 'stateless';
  return header === 'disabled' ? 'short' : undefined;
}
