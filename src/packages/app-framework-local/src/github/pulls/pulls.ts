import type { Actor } from '../events/actor';
import type { Repository } from '../repositories/repositories';

/** What a pull request has beyond an issue. */
export interface PullPart {
  /** Another one where it comes from a fork. */
  readonly headRepository: Repository;
  readonly headRef: string;
  readonly baseRef: string;
  /** Moves with the branch while the pull request is open. */
  headSha: string;
  readonly baseSha: string;
  mergedAt: number | undefined;
  mergedBy: Actor | undefined;
  mergeSha: string | undefined;
}
