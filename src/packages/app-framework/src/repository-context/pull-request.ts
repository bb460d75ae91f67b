import { field } from '../lambda/parsed-json';
import { type AskContext, NotTold, told } from './ask';
import { type ChangedFile, changedFile, diffOfFiles } from './changed-file';
import { type IsOver, type Listed, listed, neverOver, pagesOf } from './pages';
import { listAt, listOf, numberAt, optionalTextAt, textAt } from './told';

/** One end of a pull request. */
export interface PullRequestEnd {
  readonly ref: string;
  readonly sha: string;
  /** Full name; absent where the fork is gone. */
  readonly repository?: string;
}

/** What a pull request says of itself. */
export interface PullRequestDetails {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: string;
  readonly isDraft: boolean;
  readonly isMerged: boolean;
  readonly author: string;
  readonly labels: readonly string[];
  readonly head: PullRequestEnd;
  readonly base: PullRequestEnd;
  readonly changedFiles: number;
  readonly additions: number;
  readonly deletions: number;
  readonly commits: number;
  readonly url: string;
}

/** What a pull request changes, as a diff against the merge base. */
export interface PullRequestDiff {
  readonly text: string;
  /** `files` where GitHub has none, for it is too large, and it was put together from the list of files. */
  readonly from: 'GitHub' | 'files';
  /** Paths whose change is not in it, and whether there are more files than GitHub lists. */
  readonly lacking: readonly string[];
  readonly isTruncated: boolean;
}

/** What somebody wrote on a pull request. */
export interface PullRequestComment {
  /** `comment` in the conversation, `line` in the diff, `review` for the summary of one. */
  readonly kind: 'comment' | 'line' | 'review';
  readonly id: number;
  readonly author: { readonly login: string; readonly isBot: boolean };
  readonly body: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly url: string;
  /** Of a comment in the diff. */
  readonly path?: string;
  readonly line?: number;
  /** Of a review, such as `APPROVED`. */
  readonly state?: string;
}

/** What is in a pull request. Each member asks GitHub when it is called, and throws `NotTold` where that does not tell. */
export interface PullRequestContext {
  readonly number: number;
  /** Title, text, ends, labels and counts. */
  details(): Promise<PullRequestDetails>;
  /** Up to 3,000, which is what GitHub lists. */
  files(): Promise<Listed<ChangedFile>>;
  /** Put together from the list of files where GitHub says that it is too large. */
  diff(): Promise<PullRequestDiff>;
  /** Of the conversation, in the diff and of reviews, in the order in which they were written; up to 3,000 of each. */
  comments(): Promise<Listed<PullRequestComment>>;
}

/** https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files */
const mostFiles = 3_000;
const mostComments = 3_000;

export function createPullRequestContext(
  ask: AskContext,
  number: number,
  isOver: IsOver = neverOver,
): PullRequestContext {
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
  const parameters = { pull_number: number };
  // Thirty calls for the longest: a diff that is put together from it does not ask for it again.
  let lastFiles: Listed<ChangedFile> | undefined;
  const files = async () => {
    lastFiles = await listed(pagesOf(ask, { route: `${route}/files`, parameters }), {
      most: mostFiles,
      read: (data) => listOf(data).map(changedFile),
      isOver,
    });
    return lastFiles;
  };
  const commentsOf = (kind: PullRequestComment['kind']) =>
    listed(pagesOf(ask, questions[kind](number)), {
      most: mostComments,
      read: (data) => listOf(data).map((one) => commentOf(one, kind)),
      isOver,
    });

  return {
    number,
    files,
    details: async () => detailsOf(told(await ask({ route, parameters })).data),
    async diff() {
      const outcome = await ask({ route, parameters, format: 'diff' });
      if (outcome.kind === 'answered')
        return { text: String(outcome.data ?? ''), from: 'GitHub', lacking: [], isTruncated: false };
      // Not acceptable: more lines or files than GitHub makes a diff of.
      if (outcome.status !== 406) throw new NotTold(outcome);
      const { items, isTruncated } = lastFiles ?? (await files());
      return { ...diffOfFiles(items), from: 'files', isTruncated };
    },
    async comments() {
      const kinds: Listed<PullRequestComment>[] = [];
      for (const kind of ['comment', 'line', 'review'] as const) kinds.push(await commentsOf(kind));
      const items = kinds.flatMap((one) => one.items).filter(({ kind, body }) => kind !== 'review' || body !== '');
      items.sort((one, other) => (one.createdAt < other.createdAt ? -1 : one.createdAt > other.createdAt ? 1 : 0));
      return { items, isTruncated: kinds.some((one) => one.isTruncated) };
    },
  };
}

const questions = {
  comment: (issue_number: number) =>
    ({ route: 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments', parameters: { issue_number } }) as const,
  line: (pull_number: number) =>
    ({ route: 'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments', parameters: { pull_number } }) as const,
  review: (pull_number: number) =>
    ({ route: 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', parameters: { pull_number } }) as const,
};

function detailsOf(pull: unknown): PullRequestDetails {
  return {
    number: numberAt(pull, 'number'),
    title: textAt(pull, 'title'),
    body: textAt(pull, 'body'),
    state: textAt(pull, 'state'),
    isDraft: field(pull, 'draft') === true,
    isMerged: field(pull, 'merged') === true,
    author: textAt(pull, 'user', 'login'),
    labels: listAt(pull, 'labels').map((label) => textAt(label, 'name')),
    head: endOf(field(pull, 'head')),
    base: endOf(field(pull, 'base')),
    changedFiles: numberAt(pull, 'changed_files'),
    additions: numberAt(pull, 'additions'),
    deletions: numberAt(pull, 'deletions'),
    commits: numberAt(pull, 'commits'),
    url: textAt(pull, 'html_url'),
  };
}

function endOf(end: unknown): PullRequestEnd {
  const repository = optionalTextAt(end, 'repo', 'full_name');
  return { ref: textAt(end, 'ref'), sha: textAt(end, 'sha'), ...(repository !== undefined && { repository }) };
}

function commentOf(comment: unknown, kind: PullRequestComment['kind']): PullRequestComment {
  const [path, line, state] = [optionalTextAt(comment, 'path'), numberAt(comment, 'line'), textAt(comment, 'state')];
  return {
    kind,
    id: numberAt(comment, 'id'),
    author: { login: textAt(comment, 'user', 'login'), isBot: textAt(comment, 'user', 'type') === 'Bot' },
    body: textAt(comment, 'body'),
    createdAt: textAt(comment, kind === 'review' ? 'submitted_at' : 'created_at'),
    url: textAt(comment, 'html_url'),
    ...(path !== undefined && { path }),
    ...(line > 0 && { line }),
    ...(state !== '' && { state }),
  };
}
