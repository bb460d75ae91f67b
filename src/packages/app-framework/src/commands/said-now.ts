import { meaningOf } from '../command-text/command-words';
import type { FoundCommands } from '../command-text/find-commands';
import type { HandlerOctokit } from '../handlers/handler-octokit';
import { field } from '../lambda/parsed-json';
import type { CommandComment } from './comment-event';

export interface SaidNow {
  readonly octokit: HandlerOctokit;
  readonly repository: { readonly owner: string; readonly repo: string };
  readonly comment: CommandComment;
}

/** Tells whether a comment says a command by now, from one look at it. */
export function createIsStillSaid(place: SaidNow, findCommands: (comment: string) => FoundCommands) {
  let meanings: Promise<readonly string[]> | undefined;
  return async function isStillSaid(line: string): Promise<boolean> {
    meanings ??= textSaidNow(place).then((text) => findCommands(text).commands.map(meaningOf));
    return (await meanings).includes(meaningOf(line));
  };
}

/** Empty where it is gone. */
async function textSaidNow({ octokit, repository, comment }: SaidNow): Promise<string> {
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
