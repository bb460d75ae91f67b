import type { AskComment, AskPlace } from '../as-user/user-token-request';
import { webUrlOf } from '../github/web-url';

/** Where somebody was. */
export interface WayBack {
  readonly place?: AskPlace | undefined;
  readonly comment?: AskComment | undefined;
}

/** The page at GitHub that somebody came from, built of names and numbers: no part of it is a URL that was sent. */
export function wayBack(apiUrl: string, { place, comment }: WayBack): string {
  const web = webUrlOf(apiUrl);
  if (!place) return web;
  const { repository, number } = place;
  if (number === undefined) {
    return comment?.sha ? `${web}/${repository}/commit/${comment.sha}${anchorOf(comment)}` : `${web}/${repository}`;
  }
  // GitHub leads from an issue's address to that of a pull request.
  return `${web}/${repository}/issues/${number}${comment ? anchorOf(comment) : ''}`;
}

function anchorOf({ kind, id }: AskComment): string {
  if (kind === 'issue_comment') return `#issuecomment-${id}`;
  if (kind === 'commit_comment') return `#commitcomment-${id}`;
  if (kind === 'pull_request_review_comment') return `#discussion_r${id}`;
  return kind === 'pull_request_review' ? `#pullrequestreview-${id}` : '';
}
