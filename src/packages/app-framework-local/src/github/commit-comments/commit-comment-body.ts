import { simpleUser } from '../accounts/account-body';
import { repositoryUrl, webUrl } from '../issues/issue-body';
import { reactionRollup } from '../reactions/reaction-body';
import type { CommitCommentBody } from '../server/schemas';
import { gitHubTime } from '../world/clock';
import type { CommitComment } from './commit-comments';

export function commitCommentBody(comment: CommitComment, base: string): CommitCommentBody {
  const { id, repository, commitId } = comment;
  const api = `${repositoryUrl(repository, base)}/comments/${id}`;
  return {
    url: api,
    html_url: `${webUrl(repository)}/commit/${commitId}#commitcomment-${id}`,
    id,
    node_id: comment.nodeId,
    user: simpleUser(comment.author.person, base),
    position: comment.position,
    line: comment.line,
    path: comment.path,
    commit_id: commitId,
    created_at: gitHubTime(comment.createdAt),
    updated_at: gitHubTime(comment.updatedAt),
    author_association: comment.association,
    body: comment.body,
    reactions: reactionRollup(comment.reactions, api),
  };
}
