import { inlineCode } from '../command-text/foreign-text';
import type { HandlerOctokit } from '../handlers/handler-octokit';
import { field } from '../lambda/parsed-json';
import type { CommandComment } from './comment-event';

/** The head that a command is for, or why it is for none. */
export type BoundHead =
  | { readonly kind: 'bound'; readonly sha: string }
  /** A sentence that names both heads, where both are known. */
  | { readonly kind: 'refused'; readonly hint: string };

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
  const at = comment.writtenAt;
  // No date is before or after any other.
  if (Number.isNaN(at.getTime())) return unknown(sha);
  const pushedAt = new Date(textAt(repo, 'pushed_at') ?? Number.NaN);
  // GitHub counts in seconds: a push in the same one may have come later.
  if (pushedAt < at) return { kind: 'bound', sha };
  const then = await headThen({ octokit, fullName: textAt(repo, 'full_name') ?? '', ref, sha, at });
  if (then.kind === 'moved') return moved(then.sha, sha);
  return then.kind === 'unmoved' ? { kind: 'bound', sha } : unknown(sha);
}

function unknown(sha: string): BoundHead {
  return {
    kind: 'refused',
    hint: `GitHub does not show whether something was pushed after the comment, and the head is ${inlineCode(sha)} now. Look at it, and say it again`,
  };
}

function moved(asked: string | undefined, sha: string): BoundHead {
  const was = asked === undefined ? '' : ` It was ${inlineCode(asked)} then.`;
  return {
    kind: 'refused',
    hint: `something was pushed after the comment, and the head is ${inlineCode(sha)} now.${was} Look at it, and say it again`,
  };
}

interface BranchQuestion {
  readonly octokit: HandlerOctokit;
  readonly fullName: string;
  readonly ref: string;
  /** What GitHub says is the head now. */
  readonly sha: string;
  readonly at: Date;
}

type BranchThen =
  | { readonly kind: 'unmoved' | 'unknown' }
  | { readonly kind: 'moved'; readonly sha: string | undefined };

/** Other branches are pushed to all the time: what became of this one since (https://docs.github.com/en/rest/repos/repos#list-repository-activities). */
async function headThen({ octokit, fullName, ref, sha, at }: BranchQuestion): Promise<BranchThen> {
  const [owner = '', repo = ''] = fullName.split('/');
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/activity', {
      owner,
      repo,
      ref: `refs/heads/${ref}`,
      per_page: 100,
    });
    const later = data.filter(({ timestamp }) => !(new Date(timestamp) < at));
    const oldest = later.at(-1);
    // A branch that was made meanwhile had no head before.
    const before = later.length < 100 && !/^0+$/.test(oldest?.before ?? '') ? oldest?.before : undefined;
    if (oldest) return { kind: 'moved', sha: before };
    // The list may lag behind: it tells nothing of a head that is not in it.
    return { kind: data[0]?.after === sha ? 'unmoved' : 'unknown' };
  } catch {
    // GitHub does not show it, of a fork for example. Then nothing proves that it is the same head.
    return { kind: 'unknown' };
  }
}

function textAt(holder: unknown, name: string): string | undefined {
  const value = field(holder, name);
  return typeof value === 'string' ? value : undefined;
}
