import type { Act } from '../events/actor';
import { covers, type Right } from '../members/collaborators';
import { GitHubError } from '../server/github-error';
import type { Issue } from './issues';

interface Speaker {
  readonly act: Act;
  readonly right: Right;
}

/** In a locked conversation people who may write still speak, Apps do not. @throws GitHubError 403 */
export function refuseLocked({ act, right }: Speaker, { isLocked }: Issue, what: 'comment' | 'reaction'): void {
  if (!isLocked || (act.actor.person.type !== 'Bot' && covers(right, 'write'))) return;
  throw new GitHubError(403, `Unable to create ${what} because issue is locked.`);
}
