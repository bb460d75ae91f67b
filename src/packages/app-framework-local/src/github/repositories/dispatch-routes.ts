import { Hono } from 'hono';
import { objectMember, requiredText } from '../server/body-members';
import { type ApiEnvironment, jsonObject } from '../server/call';
import { invalidRequest } from '../server/github-error';
import type { World } from '../world/world';
import { createAdmit } from './access';

/** https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event */
const longestType = 100;
const mostMembers = 10;

/** What another system has to say to a repository: an event, and nothing is kept of it. */
export function dispatchRoutes(world: World) {
  const admit = createAdmit(world);
  return new Hono<ApiEnvironment>().post('/repos/:owner/:repo/dispatches', async (c) => {
    const { repository, act } = admit(c, { contents: 'write' });
    const body = await jsonObject(c);
    const type = requiredText(body, 'event_type');
    if (type.length > longestType)
      throw invalidRequest(`No more than ${longestType} characters are allowed; ${type.length} were supplied.`);
    const given = objectMember(body, 'client_payload');
    const count = Object.keys(given).length;
    if (count > mostMembers)
      throw invalidRequest(`No more than ${mostMembers} properties are allowed; ${count} were supplied.`);
    const members = { action: type, branch: repository.defaultBranch, client_payload: given };
    world.announce.inRepository({ event: 'repository_dispatch', repository, act, members });
    return c.body(null, 204);
  });
}
