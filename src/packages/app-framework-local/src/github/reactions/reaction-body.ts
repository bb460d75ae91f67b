import { simpleUser } from '../accounts/account-body';
import type { ReactionBody, ReactionRollup } from '../server/schemas';
import { gitHubTime } from '../world/clock';
import type { Reaction, ReactionContent } from './reactions';

export function reactionBody({ id, nodeId, person, content, createdAt }: Reaction, base: string): ReactionBody {
  return { id, node_id: nodeId, user: simpleUser(person, base), content, created_at: gitHubTime(createdAt) };
}

/** How many reacted how, as it stands in the body of what they reacted to; `api` is the address of that. */
export function reactionRollup(reactions: readonly Reaction[], api: string): ReactionRollup {
  const count = (content: ReactionContent) => reactions.filter((one) => one.content === content).length;
  return {
    url: `${api}/reactions`,
    total_count: reactions.length,
    '+1': count('+1'),
    '-1': count('-1'),
    laugh: count('laugh'),
    hooray: count('hooray'),
    confused: count('confused'),
    heart: count('heart'),
    rocket: count('rocket'),
    eyes: count('eyes'),
  };
}
