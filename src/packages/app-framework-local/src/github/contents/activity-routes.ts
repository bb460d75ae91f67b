import { Hono } from 'hono';
import { simpleUser } from '../accounts/account-body';
import { createAdmit } from '../repositories/access';
import type { ApiEnvironment } from '../server/call';
import { sendPage } from '../server/pages';
import type { ActivityBody } from '../server/schemas';
import { gitHubTime } from '../world/clock';
import type { World } from '../world/world';
import { noCommit, type Push } from './git';

/** What was pushed to a repository, newest first: by it the head of a branch at some time is known. */
export function activityRoutes(world: World) {
  const admit = createAdmit(world);
  return new Hono<ApiEnvironment>().get('/repos/:owner/:repo/activity', (c) => {
    const { repository, act } = admit(c, { contents: 'read' });
    const branch = c.req.query('ref')?.replace(/^refs\/heads\//, '');
    return sendPage(c, world.git.pushes(repository, branch), (push): ActivityBody => activityBody(push, act.base));
  });
}

function activityBody({ id, branch, before, after }: Push, base: string): ActivityBody {
  return {
    id,
    node_id: Buffer.from(`PSH_${id}`).toString('base64url'),
    before: before?.sha ?? noCommit,
    after: after.sha,
    ref: `refs/heads/${branch}`,
    timestamp: gitHubTime(after.at),
    activity_type: before === undefined ? 'branch_creation' : 'push',
    actor: simpleUser(after.author, base),
  };
}
