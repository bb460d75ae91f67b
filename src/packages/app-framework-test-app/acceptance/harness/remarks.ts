import { listAt, numberAt, textAt } from './json';
import { control } from './local-github';

/** A comment of any kind, as the local GitHub knows it. */
export interface Remark {
  readonly id: number;
  readonly nodeId: string;
}

interface InRepository {
  readonly repository: string;
  readonly sender: string;
}

/** What people say at the local GitHub, and who they are there. */
export const people = {
  comment: (comment: InRepository & { number: number; body: string }) => make('/comments', comment),
  commentOnCommit: (comment: InRepository & { ref: string; body: string }) => make('/commit-comments', comment),
  commentOnDiff: (comment: InRepository & { number: number; body: string; path: string; line: number }) =>
    make('/review-comments', comment),
  review: (review: InRepository & { number: number; body: string }) => make('/reviews', review),

  /** How people and bots reacted, in the order in which they did. */
  async reactions(nodeId: string): Promise<string[]> {
    const listed = await control('GET', `/reactions?subject=${encodeURIComponent(nodeId)}`);
    return listAt(listed, 'reactions').map((one) => textAt(one, 'content'));
  },

  addMember: (member: { organization: string; user: string }) => control('PUT', '/memberships', member),
  addCollaborator: (collaborator: { repository: string; user: string; permission: string }) =>
    control('PUT', '/collaborators', collaborator),
};

async function make(path: string, remark: object): Promise<Remark> {
  const made = await control('POST', path, remark);
  return { id: numberAt(made, 'id'), nodeId: textAt(made, 'nodeId') };
}
