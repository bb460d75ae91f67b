import type { HandlerOctokit } from '../handlers/handler-octokit';
import { field } from '../lambda/parsed-json';
import type { CommandComment } from './comment-event';

export interface SaidNow {
  readonly octokit: HandlerOctokit;
  readonly repository: { readonly owner: string; readonly repo: string };
  readonly comment: CommandComment;
}

/** The text that a comment has by now; empty where it is gone. */
export async function textSaidNow({ octokit, repository, comment }: SaidNow): Promise<string> {
  const { id: comment_id, kind, number: pull_number = 0 } = comment;
  const { repos, pulls, issues } = octokit.rest;
  try {
    const { data } = await (kind === 'commit'
      ? repos.getCommitComment({ ...repository, comment_id })
      : kind === 'review-comment'
        ? pulls.getReviewComment({ ...repository, comment_id })
        : kind === 'review'
          ? pulls.getReview({ ...repository, pull_number, review_id: comment_id })
          : issues.getComment({ ...repository, comment_id }));
    return String(field(data, 'body') ?? '');
  } catch (error) {
    const status = field(error, 'status');
    if (status === 404 || status === 410) return '';
    throw error;
  }
}
