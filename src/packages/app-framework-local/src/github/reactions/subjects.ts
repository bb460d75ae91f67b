import type { Repository } from '../repositories/repositories';
import type { AppPermissions } from '../server/schemas';
import { readNodeId } from '../world/node-ids';
import type { World } from '../world/world';
import type { Reactable } from './reactions';

/** Something that can be reacted to, and where it is. */
export interface Subject {
  readonly kind: 'issue' | 'issueComment' | 'commitComment' | 'reviewComment' | 'review';
  readonly repository: Repository;
  readonly reactable: Reactable;
}

interface Needed {
  readonly read: readonly AppPermissions[];
  readonly write: readonly AppPermissions[];
}

const inConversation: Needed = {
  read: [{ issues: 'read' }, { pull_requests: 'read' }],
  write: [{ issues: 'write' }, { pull_requests: 'write' }],
};
const inReview: Needed = { read: [{ pull_requests: 'read' }], write: [{ pull_requests: 'write' }] };

/** What reading reactions takes, and reacting. */
export const permissionsOf: Readonly<Record<Subject['kind'], Needed>> = {
  issue: inConversation,
  issueComment: inConversation,
  commitComment: { read: [{ metadata: 'read' }], write: [{ contents: 'write' }] },
  reviewComment: inReview,
  review: inReview,
};

/** Finds what somebody reacts to. */
export function createSubjects({ commitComments, issues, reviews }: World) {
  const subjectOf = <T extends Reactable>(
    kind: Subject['kind'],
    found: T | undefined,
    repositoryOf: (found: T) => Repository,
  ): Subject | undefined => found && { kind, repository: repositoryOf(found), reactable: found };

  const finders = {
    issueComment: (id: number) => subjectOf('issueComment', issues.findComment(id), ({ issue }) => issue.repository),
    commitComment: (id: number) => subjectOf('commitComment', commitComments.find(id), ({ repository }) => repository),
    reviewComment: (id: number) =>
      subjectOf('reviewComment', reviews.findComment(id), ({ review }) => review.issue.repository),
    review: (id: number) => subjectOf('review', reviews.find(id), ({ issue }) => issue.repository),
  };
  const byKind = new Map<string, (id: number) => Subject | undefined>([
    ['I', (id) => subjectOf('issue', issues.byId(id), ({ repository }) => repository)],
    ['PR', (id) => subjectOf('issue', issues.byId(id), ({ repository }) => repository)],
    ['IC', finders.issueComment],
    ['CC', finders.commitComment],
    ['PRRC', finders.reviewComment],
    ['PRR', finders.review],
  ]);

  return {
    ...finders,
    issue: (repository: Repository, number: number) =>
      subjectOf('issue', issues.find(repository, number), () => repository),
    byNodeId(nodeId: string): Subject | undefined {
      const named = readNodeId(nodeId);
      return named && byKind.get(named.kind)?.(named.id);
    },
  };
}
