import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { repositoryUrl, webUrl } from '../issues/issue-body';
import { createAdmit } from '../repositories/access';
import type { Repository } from '../repositories/repositories';
import type { ApiEnvironment } from '../server/call';
import { notFound } from '../server/github-error';
import { pageOf } from '../server/pages';
import type { EnvironmentBody, EnvironmentList } from '../server/schemas';
import { gitHubTime } from '../world/clock';
import type { World } from '../world/world';

/** The environments that something was deployed to. */
export function environmentRoutes({ deployments, ...world }: World) {
  const admit = createAdmit({ deployments, ...world });

  function bodyOf(repository: Repository, name: string, base: string): EnvironmentBody {
    const id = 160_000_000 + createHash('sha256').update(`${repository.id}/${name}`).digest().readUInt16BE();
    const own = deployments.inRepository(repository).filter(({ environment }) => environment === name);
    const first = Math.min(...own.map(({ createdAt }) => createdAt));
    return {
      id,
      node_id: `EN_${id}`,
      name,
      url: `${repositoryUrl(repository, base)}/environments/${encodeURIComponent(name)}`,
      html_url: `${webUrl(repository)}/deployments/activity_log?environments_filter=${encodeURIComponent(name)}`,
      created_at: gitHubTime(first),
      updated_at: gitHubTime(first),
      protection_rules: [],
      deployment_branch_policy: null,
    };
  }

  return new Hono<ApiEnvironment>()
    .get('/repos/:owner/:repo/environments', (c) => {
      const { repository, act } = admit(c, { actions: 'read' });
      const names = deployments.environmentsOf(repository);
      const { items, link } = pageOf(names, c.var.call.url);
      if (link !== undefined) c.header('link', link);
      return c.json<EnvironmentList>({
        total_count: names.length,
        environments: items.map((name) => bodyOf(repository, name, act.base)),
      });
    })
    .get('/repos/:owner/:repo/environments/:name', (c) => {
      const { repository, act } = admit(c, { actions: 'read' });
      const name = c.req.param('name');
      if (!deployments.environmentsOf(repository).includes(name)) throw notFound();
      return c.json<EnvironmentBody>(bodyOf(repository, name, act.base));
    });
}
