import { isWrittenByHandler } from '../handlers/hidden-mark';
import { field } from '../lambda/parsed-json';

export type CommentKind = 'issue' | 'commit' | 'review-comment' | 'review';

/** A comment that may hold commands. */
export interface CommandComment {
  readonly kind: CommentKind;
  readonly id: number;
  readonly nodeId: string;
  readonly url: string;
  readonly body: string;
  /** What it said before it was edited; absent where it is new. */
  readonly bodyBefore?: string;
  /** When it got this text. */
  readonly writtenAt: Date;
  /** Issue or pull request; absent on a commit. */
  readonly number?: number;
  readonly isOnPullRequest: boolean;
  /** Head of the pull request when it was written, where the event tells. */
  readonly headSha?: string;
  /** Commit that it is on. */
  readonly commitSha?: string;
  /** First comment of its thread in a review. */
  readonly threadId?: number;
}

/** Names of what GitHub tells of comments, as `webhookHandler` takes them. */
export const commentEvents = [
  'issue_comment.created',
  'issue_comment.edited',
  'commit_comment.created',
  'pull_request_review_comment.created',
  'pull_request_review_comment.edited',
  'pull_request_review.submitted',
  'pull_request_review.edited',
] as const;

/** The comment of an event; absent where a person did not write it: a bot, or an App, whoever it acted as. */
export function readComment(event: string, payload: unknown): CommandComment | undefined {
  const comment = field(payload, event === 'pull_request_review' ? 'review' : 'comment');
  const [id, body] = [numberAt(comment, 'id'), textAt(comment, 'body')];
  if (id === undefined || body === undefined || isWrittenByHandler(body)) return undefined;
  if (textAt(field(payload, 'sender'), 'type') === 'Bot') return undefined;
  if (field(field(comment, 'performed_via_github_app'), 'id') !== undefined) return undefined;
  const [pull, issue] = [field(payload, 'pull_request'), field(payload, 'issue')];
  const number = numberAt(pull ?? issue, 'number');
  const headSha = textAt(field(pull, 'head'), 'sha');
  const isEdit = field(payload, 'action') === 'edited';
  const commitSha = textAt(comment, 'commit_id');
  const written = textAt(comment, isEdit ? 'updated_at' : 'created_at') ?? textAt(comment, 'submitted_at');
  return {
    kind: kindOf(event),
    id,
    nodeId: textAt(comment, 'node_id') ?? '',
    url: textAt(comment, 'html_url') ?? '',
    body,
    ...(isEdit && { bodyBefore: textAt(field(field(payload, 'changes'), 'body'), 'from') ?? body }),
    writtenAt: new Date(written ?? Number.NaN),
    ...(number !== undefined && { number }),
    isOnPullRequest: pull !== undefined || field(issue, 'pull_request') !== undefined,
    ...(headSha !== undefined && { headSha }),
    ...(commitSha !== undefined && { commitSha }),
    threadId: numberAt(comment, 'in_reply_to_id') ?? id,
  };
}

function kindOf(event: string): CommentKind {
  if (event === 'commit_comment') return 'commit';
  if (event === 'pull_request_review') return 'review';
  return event === 'pull_request_review_comment' ? 'review-comment' : 'issue';
}

function textAt(holder: unknown, name: string): string | undefined {
  const value = field(holder, name);
  return typeof value === 'string' ? value : undefined;
}

function numberAt(holder: unknown, name: string): number | undefined {
  const value = field(holder, name);
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}
