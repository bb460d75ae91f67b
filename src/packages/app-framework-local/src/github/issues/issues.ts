import type { Actor } from '../events/actor';
import type { PullPart } from '../pulls/pulls';
import type { Reactable } from '../reactions/reactions';
import type { Repository } from '../repositories/repositories';
import type { AuthorAssociation } from '../server/schemas';
import type { Clock } from '../world/clock';
import { createIdSequence } from '../world/id-sequence';
import { makeNodeId } from '../world/node-ids';
import type { Label } from './labels';
import { associationOf, createRemarks, type NewRemark, type Remark } from './remarks';

export interface Comment extends Remark {
  readonly issue: Issue;
}

/** An issue, or a pull request, which is one with a pull part. */
export interface Issue extends Reactable {
  readonly id: number;
  readonly repository: Repository;
  readonly number: number;
  readonly author: Actor;
  readonly association: AuthorAssociation;
  readonly createdAt: number;
  readonly pull: PullPart | undefined;
  readonly comments: Comment[];
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  isLocked: boolean;
  labels: readonly Label[];
  closedBy: Actor | undefined;
  closedAt: number | undefined;
  updatedAt: number;
}

export interface NewIssue {
  readonly repository: Repository;
  readonly author: Actor;
  readonly association?: AuthorAssociation;
  readonly title: string;
  readonly body: string | null;
  readonly labels: readonly Label[];
  readonly pull?: PullPart;
}

export type IssueChange = Partial<
  Pick<Issue, 'title' | 'body' | 'state' | 'isLocked' | 'labels' | 'closedBy' | 'closedAt'>
>;

export type Issues = ReturnType<typeof createIssues>;

/** Issues and pull requests, numbered together in each repository, and the comments on them. */
export function createIssues({ clock }: { clock: Clock }) {
  const ids = createIdSequence(3_600_000_001);
  const remark = createRemarks({ clock, kind: 'IC', firstId: 3_700_000_001 });
  const byRepository = new Map<Repository, Issue[]>();
  const comments = new Map<number, Comment>();

  const inRepository = (repository: Repository): readonly Issue[] => byRepository.get(repository) ?? [];

  return {
    inRepository,
    /** Pull requests whose head is in a repository, those into others, too. */
    from: (repository: Repository): readonly Issue[] =>
      [...byRepository.values()].flat().filter(({ pull }) => pull?.headRepository === repository),
    /** Numbers begin with 1 and have no gaps. */
    find: (repository: Repository, number: number): Issue | undefined => inRepository(repository)[number - 1],
    create({ repository, author, association, title, body, labels, pull }: NewIssue): Issue {
      const id = ids.take();
      const now = clock.milliseconds();
      const issue: Issue = {
        id,
        nodeId: makeNodeId(pull === undefined ? 'I' : 'PR', id),
        repository,
        number: inRepository(repository).length + 1,
        author,
        association: association ?? associationOf(author, repository),
        title,
        body,
        labels,
        pull,
        state: 'open',
        isLocked: false,
        comments: [],
        reactions: [],
        createdAt: now,
        updatedAt: now,
        closedAt: undefined,
        closedBy: undefined,
      };
      byRepository.set(repository, [...inRepository(repository), issue]);
      return issue;
    },
    byId: (id: number): Issue | undefined => [...byRepository.values()].flat().find((issue) => issue.id === id),
    change(issue: Issue, change: IssueChange): void {
      Object.assign(issue, change, { updatedAt: clock.milliseconds() });
    },
    comment(issue: Issue, asked: NewRemark): Comment {
      const comment: Comment = { ...remark(issue.repository, asked), issue };
      issue.comments.push(comment);
      issue.updatedAt = comment.createdAt;
      comments.set(comment.id, comment);
      return comment;
    },
    findComment: (id: number): Comment | undefined => comments.get(id),
    changeComment(comment: Comment, body: string): void {
      comment.body = body;
      comment.updatedAt = clock.milliseconds();
    },
    removeComment(comment: Comment): void {
      comment.issue.comments.splice(comment.issue.comments.indexOf(comment), 1);
      comments.delete(comment.id);
    },
  };
}
