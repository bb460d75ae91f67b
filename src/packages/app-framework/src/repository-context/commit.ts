import { type AskContext, told } from './ask';
import { type ChangedFile, changedFile } from './changed-file';
import { type IsOver, neverOver, pagesOf } from './pages';
import { listAt, numberAt, optionalTextAt, textAt } from './told';

/** What is in a commit. */
export interface CommitContext {
  readonly sha: string;
  readonly message: string;
  /** As git has it; `login` where GitHub knows whose it is. */
  readonly author: { readonly name: string; readonly email: string; readonly login?: string };
  /** ISO 8601. */
  readonly authoredAt: string;
  readonly parents: readonly string[];
  readonly additions: number;
  readonly deletions: number;
  readonly url: string;
  /** Up to 3,000, which is what GitHub lists. */
  readonly files: readonly ChangedFile[];
  /** True where there may be more files. */
  readonly isTruncated: boolean;
}

/** https://docs.github.com/en/rest/commits/commits#get-a-commit */
const mostFiles = 3_000;

/** @throws NotTold */
export async function readCommit(ask: AskContext, ref: string, isOver: IsOver = neverOver): Promise<CommitContext> {
  const files: ChangedFile[] = [];
  let commit: unknown;
  let isCut = false;
  for await (const { data, nextPage } of pagesOf(ask, {
    route: 'GET /repos/{owner}/{repo}/commits/{ref}',
    parameters: { ref },
  })) {
    commit ??= data;
    files.push(...listAt(data, 'files').map(changedFile));
    isCut = files.length >= mostFiles || (nextPage !== undefined && isOver());
    if (isCut) break;
  }
  const login = optionalTextAt(commit, 'author', 'login');
  return {
    sha: textAt(commit, 'sha'),
    message: textAt(commit, 'commit', 'message'),
    author: {
      name: textAt(commit, 'commit', 'author', 'name'),
      email: textAt(commit, 'commit', 'author', 'email'),
      ...(login !== undefined && { login }),
    },
    authoredAt: textAt(commit, 'commit', 'author', 'date'),
    parents: listAt(commit, 'parents').map((parent) => textAt(parent, 'sha')),
    additions: numberAt(commit, 'stats', 'additions'),
    deletions: numberAt(commit, 'stats', 'deletions'),
    url: textAt(commit, 'html_url'),
    files: files.slice(0, mostFiles),
    isTruncated: isCut,
  };
}

/** The default branch, among others. @throws NotTold */
export async function readRepository(ask: AskContext) {
  const { data } = told(await ask({ route: 'GET /repos/{owner}/{repo}' }));
  return {
    fullName: textAt(data, 'full_name'),
    description: textAt(data, 'description'),
    defaultBranch: textAt(data, 'default_branch'),
    visibility: textAt(data, 'visibility'),
    url: textAt(data, 'html_url'),
  };
}
