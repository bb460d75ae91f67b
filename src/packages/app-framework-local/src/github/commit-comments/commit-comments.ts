import { createRemarks, type NewRemark, type Remark } from '../issues/remarks';
import type { Repository } from '../repositories/repositories';
import type { Clock } from '../world/clock';

/** Where in a commit: nowhere in particular, or at a line of a file. */
export interface CommitPlace {
  readonly commitId: string;
  readonly path: string | null;
  readonly position: number | null;
  readonly line: number | null;
}

export interface CommitComment extends Remark, CommitPlace {
  readonly repository: Repository;
}

export interface NewCommitComment extends NewRemark, CommitPlace {
  readonly repository: Repository;
}

export type CommitComments = ReturnType<typeof createCommitComments>;

/** Comments on commits, the oldest first. */
export function createCommitComments({ clock }: { clock: Clock }) {
  const remark = createRemarks({ clock, kind: 'CC', firstId: 3_750_000_001 });
  const comments = new Map<number, CommitComment>();
  return {
    create({ repository, commitId, path, position, line, ...asked }: NewCommitComment): CommitComment {
      const comment = { ...remark(repository, asked), repository, commitId, path, position, line };
      comments.set(comment.id, comment);
      return comment;
    },
    find: (id: number): CommitComment | undefined => comments.get(id),
    inRepository: (repository: Repository): readonly CommitComment[] =>
      [...comments.values()].filter((one) => one.repository === repository),
    change(comment: CommitComment, body: string): void {
      comment.body = body;
      comment.updatedAt = clock.milliseconds();
    },
    remove: (comment: CommitComment): void => void comments.delete(comment.id),
  };
}
