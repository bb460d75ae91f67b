import { ComeAgainError } from '../aws/serve-batch';
import type { GitHubRoute } from '../github/github';
import type { GitHubFailure, GitHubOutcome } from '../github/outcome';
import { field } from '../lambda/parsed-json';

/** Which files an event changed, a renamed one under both of its names; or why nobody can tell. */
export type ChangedFiles =
  | { readonly kind: 'known'; readonly paths: readonly string[] }
  | { readonly kind: 'unknown'; readonly reason: string };

/** What is asked of the event's repository. */
export interface FilesQuestion {
  readonly route: GitHubRoute;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** What the token must be let read. */
  readonly permission: 'contents' | 'pull_requests';
}

export interface FilesWanted {
  readonly event: string;
  readonly payload: unknown;
  readonly ask: (question: FilesQuestion) => Promise<GitHubOutcome>;
  /** True where nobody asks again: then what GitHub does not say now is unknown. */
  readonly isLastAttempt: boolean;
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#push */
const mostCommitsOfAPush = 2_048;
const mostFilesOfACommit = 3_000;
/** https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files */
const mostFilesOfAPull = 3_000;
/** https://docs.github.com/en/rest/commits/commits#compare-two-commits */
const mostFilesOfACompare = 300;

/**
 * The files of a push as its payload tells them, where it tells all; otherwise as GitHub does, from where the branch was to where it is. Those of a
 * pull request, and of a merge group, against what it has in common with its base.
 * @throws Error for what GitHub may say later, ComeAgainError where it says when
 */
export async function findChangedFiles(wanted: FilesWanted): Promise<ChangedFiles> {
  const { event, payload } = wanted;
  const told = filesTold(wanted);
  if (told) return told;
  if (event === 'push') return compared(wanted, `${textIn(payload, 'before')}...${textIn(payload, 'after')}`);
  const group = field(payload, 'merge_group');
  if (event === 'merge_group') return compared(wanted, `${branchOf(group)}...${textIn(group, 'head_sha')}`);
  const pull = field(payload, 'pull_request');
  const number = field(pull, 'number');
  if (typeof number === 'number') return filesOfPull(wanted, number, textIn(field(pull, 'head'), 'sha'));
  return { kind: 'unknown', reason: `${event} names no files` };
}

/** The files as far as the payload itself tells; absent where only GitHub knows. */
export function filesTold({ event, payload }: Pick<FilesWanted, 'event' | 'payload'>): ChangedFiles | undefined {
  if (event !== 'push') return undefined;
  if (field(payload, 'forced') === true) return { kind: 'unknown', reason: 'the push was forced' };
  const before = field(payload, 'before');
  if (field(payload, 'created') === true || typeof before !== 'string' || /^0*$/.test(before))
    return { kind: 'unknown', reason: 'the branch or tag is new' };
  return filesInCommits(field(payload, 'commits'));
}

/** Absent where the payload does not tell all. */
function filesInCommits(commits: unknown): ChangedFiles | undefined {
  if (!Array.isArray(commits) || commits.length === 0 || commits.length >= mostCommitsOfAPush) return undefined;
  const paths = new Set<string>();
  for (const commit of commits) {
    const lists = ['added', 'removed', 'modified'].map((name) => field(commit, name));
    const files = lists.flatMap((list) => (Array.isArray(list) ? list : []));
    if (lists.some((list) => !Array.isArray(list)) || files.length >= mostFilesOfACommit) return undefined;
    for (const file of files) if (typeof file === 'string') paths.add(file);
  }
  return { kind: 'known', paths: [...paths] };
}

async function filesOfPull(wanted: FilesWanted, pull_number: number, sha: string): Promise<ChangedFiles> {
  const files: unknown[] = [];
  let page: Readonly<Record<string, string>> | undefined = { per_page: '100' };
  while (page) {
    const outcome: GitHubOutcome = await wanted.ask({
      route: 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files',
      parameters: { pull_number, ...page },
      permission: 'pull_requests',
    });
    if (outcome.kind !== 'answered' || !Array.isArray(outcome.data)) return untold(outcome, wanted);
    files.push(...outcome.data);
    if (files.length >= mostFilesOfAPull) return tooMany(mostFilesOfAPull);
    page = outcome.nextPage;
  }
  // The list is of the head that there is by now, and what is decided is of the one that the event tells of.
  const outcome = await wanted.ask({
    route: 'GET /repos/{owner}/{repo}/pulls/{pull_number}',
    parameters: { pull_number },
    permission: 'pull_requests',
  });
  if (outcome.kind !== 'answered') return untold(outcome, wanted);
  if (textIn(field(outcome.data, 'head'), 'sha') !== sha)
    return { kind: 'unknown', reason: 'the pull request has another head by now' };
  return { kind: 'known', paths: namesOf(files) };
}

async function compared(wanted: FilesWanted, basehead: string): Promise<ChangedFiles> {
  // Files are on the first page, whatever its size: that is of commits.
  const outcome = await wanted.ask({
    route: 'GET /repos/{owner}/{repo}/compare/{basehead}',
    parameters: { basehead, per_page: 1 },
    permission: 'contents',
  });
  const files = outcome.kind === 'answered' ? field(outcome.data, 'files') : undefined;
  if (!Array.isArray(files)) return untold(outcome, wanted);
  return files.length >= mostFilesOfACompare ? tooMany(mostFilesOfACompare) : { kind: 'known', paths: namesOf(files) };
}

/** Groups stand on one another: what all of them change is what the branch does not have. */
function branchOf(group: unknown): string {
  return textIn(group, 'base_ref').replace(/^refs\/heads\//, '');
}

/** Not all that a payload may hold has a text: `String` throws for some of it. */
function textIn(holder: unknown, name: string): string {
  const value = field(holder, name);
  return typeof value === 'string' ? value : '';
}

function tooMany(most: number): ChangedFiles {
  return { kind: 'unknown', reason: `there are ${most} files or more` };
}

/** A refusal stays one. What may be answered the next time is asked for then, as long as there is one; a limit ends, and is waited for. */
function untold(outcome: GitHubOutcome, { isLastAttempt }: FilesWanted): ChangedFiles {
  if (outcome.kind === 'answered') return { kind: 'unknown', reason: 'GitHub answered without files' };
  const reason = saidLater(outcome, { what: 'the changed files', isLastAttempt });
  return { kind: 'unknown', reason };
}

/**
 * Why GitHub did not answer, where it will not do so later.
 * @throws ComeAgainError where it says when it will, which is no attempt, and Error where it may
 */
export function saidLater(
  failure: GitHubFailure,
  { what, isLastAttempt }: { readonly what: string; readonly isLastAttempt: boolean },
): string {
  const said = `${failure.request}: ${failure.kind}, ${failure.message}`;
  const message = `GitHub was asked for ${what}, and did not say: ${said}. It is asked again.`;
  if (failure.kind === 'throttled') throw new ComeAgainError(message, failure.retryAfterSeconds);
  const isForGood = ['not-found', 'forbidden', 'unprocessable'].includes(failure.kind);
  if (isForGood || isLastAttempt) return said;
  throw new Error(message);
}

function namesOf(files: readonly unknown[]): string[] {
  const names = files.flatMap((file) => [
    field(file, 'filename'),
    ...(field(file, 'status') === 'renamed' ? [field(file, 'previous_filename')] : []),
  ]);
  return names.filter((name) => typeof name === 'string');
}
