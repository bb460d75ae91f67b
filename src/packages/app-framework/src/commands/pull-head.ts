import { inlineCode } from '../command-text/foreign-text';
import type { HandlerOctokit } from '../handlers/handler-octokit';
import { field } from '../lambda/parsed-json';
import type { CommandComment } from './comment-event';

/** The head that a command is for, or why it is for none. */
export type BoundHead =
  | { readonly kind: 'bound'; readonly sha: string }
  /** A sentence that names both heads, where both are known. */
  | { readonly kind: 'moved'; readonly hint: string };

export interface HeadQuestion {
  readonly octokit: HandlerOctokit;
  readonly repository: { readonly owner: string; readonly repo: string };
  readonly comment: CommandComment;
  /** What an earlier try found it to be for. */
  readonly known: string | undefined;
}

/**
 * The head of the pull request as it was when the comment was written: what somebody pushes afterwards is not what they asked for. Where the
 * event does not name it, GitHub must show that nothing was pushed since.
 */
export async function bindHead({ octokit, repository, comment, known }: HeadQuestion): Promise<BoundHead> {
  const pull_number = comment.number ?? 0;
  const { data } = await octokit.rest.pulls.get({ ...repository, pull_number });
  const { sha, ref, repo } = data.head;
  const asked = known ?? comment.headSha;
  if (asked !== undefined) return asked === sha ? { kind: 'bound', sha } : moved(asked, sha);
  const pushedAt = new Date(textAt(repo, 'pushed_at') ?? 0);
  // GitHub counts in seconds: a push in the same one may have come later.
  if (pushedAt < comment.writtenAt) return { kind: 'bound', sha };
  const before = await headBefore({ octokit, fullName: textAt(repo, 'full_name') ?? '', ref, at: comment.writtenAt });
  if (before.kind === 'unmoved') return { kind: 'bound', sha };
  return moved(before.sha, sha);
}

function moved(asked: string | undefined, sha: string): BoundHead {
  const was = asked === undefined ? '' : ` It was ${inlineCode(asked)} then.`;
  return {
    kind: 'moved',
    hint: `something was pushed after the comment, and the head is ${inlineCode(sha)} now.${was} Look at it, and say it again`,
  };
}

interface BranchQuestion {
  readonly octokit: HandlerOctokit;
  readonly fullName: string;
  readonly ref: string;
  readonly at: Date;
}

type BranchThen = { readonly kind: 'unmoved' } | { readonly kind: 'moved'; readonly sha: string | undefined };

/** Other branches are pushed to all the time: what became of this one since (https://docs.github.com/en/rest/repos/repos#list-repository-activities). */
async function headBefore({ octokit, fullName, ref, at }: BranchQuestion): Promise<BranchThen> {
  const [owner = '', repo = ''] = fullName.split('/');
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/activity', {
      owner,
      repo,
      ref: `refs/heads/${ref}`,
      per_page: 100,
    });
    const later = data.filter(({ timestamp }) => new Date(timestamp) >= at);
    const oldest = later.at(-1);
    if (!oldest && data.length > 0) return { kind: 'unmoved' };
    return { kind: 'moved', sha: later.length < 100 ? oldest?.before : undefined };
  } catch {
    // GitHub does not show it, of a fork for example. Then nothing proves that it is the same head.
    return { kind: 'moved', sha: undefined };
  }
}

function textAt(holder: unknown, name: string): string | undefined {
  const value = field(holder, name);
  return typeof value === 'string' ? value : undefined;
}
