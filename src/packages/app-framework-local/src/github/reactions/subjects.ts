import type { Issue } from '../issues/issues';
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
  /** The conversation that it belongs to; comments on commits have none. */
  readonly issue: Issue | undefined;
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
  const inIssue = <T extends Reactable>(
    kind: Subject['kind'],
    found: T | undefined,
    issueOf: (found: T) => Issue,
  ): Subject | undefined => {
    const issue = found && issueOf(found);
    return issue && { kind, repository: issue.repository, reactable: found, issue };
  };
  const byIssue = (issue: Issue | undefined) => inIssue('issue', issue, (itself) => itself);

  const finders = {
    issueComment: (id: number) => inIssue('issueComment', issues.findComment(id), ({ issue }) => issue),
    commitComment(id: number): Subject | undefined {
      const found = commitComments.find(id);
      return found && { kind: 'commitComment', repository: found.repository, reactable: found, issue: undefined };
    },
    reviewComment: (id: number) => inIssue('reviewComment', reviews.findComment(id), ({ review }) => review.issue),
    review: (id: number) => inIssue('review', reviews.find(id), ({ issue }) => issue),
  };
  const byKind = new Map<string, (id: number) => Subject | undefined>([
    ['I', (id) => byIssue(issues.byId(id))],
    ['PR', (id) => byIssue(issues.byId(id))],
    ['IC', finders.issueComment],
    ['CC', finders.commitComment],
    ['PRRC', finders.reviewComment],
    ['PRR', finders.review],
  ]);

  return {
    ...finders,
    issue: (repository: Repository, number: number) => byIssue(issues.find(repository, number)),
    byNodeId(nodeId: string): Subject | undefined {
      const named = readNodeId(nodeId);
      return named && byKind.get(named.kind)?.(named.id);
    },
  };
}
