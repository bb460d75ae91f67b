import type { Act } from '../events/actor';
import type { NewBy } from '../issues/issue-acts';
import type { World } from '../world/world';
import { commitCommentBody } from './commit-comment-body';
import type { CommitComment, NewCommitComment } from './commit-comments';

/** What can happen to comments on commits. GitHub tells of new ones only. */
export function createCommitCommentActs({ announce, commitComments }: World) {
  return {
    comment(asked: NewBy<NewCommitComment>, act: Act): CommitComment {
      const comment = commitComments.create({ ...asked, author: act.actor });
      const members = { action: 'created', comment: commitCommentBody(comment, act.base) };
      announce.inRepository({ event: 'commit_comment', repository: comment.repository, act, members });
      return comment;
    },
    edit: (comment: CommitComment, body: string): void => commitComments.change(comment, body),
    remove: (comment: CommitComment): void => commitComments.remove(comment),
  };
}
