import type { Context } from 'hono';
import type { Person } from '../accounts/accounts';
import type { Act } from '../events/actor';
import type { World } from '../world/world';
import { ControlError } from './control-input';

/** Who did what nobody says who did. */
const somebody: Person = { id: 583_231, nodeId: 'MDQ6VXNlcjU4MzIzMQ==', type: 'User', login: 'octocat' };

/** What a control request lets somebody do: the account called `sender`, or a person from outside. */
export function createActOf({ accounts }: World) {
  return (c: Context, sender: string | undefined): Act => {
    const person = sender === undefined ? somebody : accounts.byLogin(sender);
    if (person !== undefined) return { actor: { person }, base: new URL(c.req.url).origin };
    throw new ControlError(404, `There is no account "${sender}" to do this. Make it with POST /_control/accounts.`);
  };
}
