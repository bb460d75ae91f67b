import type { AskContext } from './ask';
import { type CommitContext, readCommit, readRepository } from './commit';
import { type FileWanted, type ListedTree, listTree, type RepositoryFile, readFile } from './file';
import type { IsOver } from './pages';
import { createPullRequestContext, type PullRequestContext } from './pull-request';

/** What a repository is: names, branch, visibility. */
export type RepositoryDetails = Awaited<ReturnType<typeof readRepository>>;

/**
 * What is in a repository, as GitHub tells it now. Every list is read page by page, and says where GitHub tells no more. What was read is asked for
 * again by its ETag.
 */
export interface RepositoryContext {
  /** The repository itself. */
  repository(): Promise<RepositoryDetails>;
  pullRequest(number: number): PullRequestContext;
  /** A commit, by its SHA, a branch or a tag, with the files that it changed. */
  commit(ref: string): Promise<CommitContext>;
  /** What is at a path; absent where nothing is. */
  getFile(path: string, options?: Omit<FileWanted, 'path'>): Promise<RepositoryFile | undefined>;
  /** All files of a commit, a branch or a tag, those below `path` where it is given. */
  listFiles(ref: string, options?: { readonly path?: string | undefined }): Promise<ListedTree>;
}

export interface ContextSettings {
  /** Long lists end then, and say so. @default never: they are read to their end */
  readonly isOver?: IsOver;
}

export function createRepositoryContext(ask: AskContext, { isOver }: ContextSettings = {}): RepositoryContext {
  return {
    repository: () => readRepository(ask),
    pullRequest: (number) => createPullRequestContext(ask, checkedNumber(number), isOver),
    commit: async (ref) => readCommit(ask, checkedRef(ref), isOver),
    getFile: async (path, options = {}) => {
      const { ref } = options;
      return readFile(ask, { ...options, path: checkedPath(path), ...(ref !== undefined && { ref: checkedRef(ref) }) });
    },
    listFiles: async (ref, options) => listTree(ask, { ...options, ref: checkedRef(ref) }),
  };
}

function checkedNumber(number: number): number {
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Error(`${String(number)} is no number of a pull request: give a whole number above 0.`);
}

/** Such a part of a URL would lead elsewhere, whoever writes it: https://url.spec.whatwg.org/#double-dot-path-segment. */
export function isDots(part: string): boolean {
  return /^(\.|%2e){1,2}$/i.test(part);
}

/** What was named is no commit, or no path. */
export class NoSuchNameError extends Error {}

function checkedRef(ref: string): string {
  if (typeof ref === 'string' && ref !== '' && !ref.includes('..') && !ref.split('/').some(isDots)) return ref;
  throw new NoSuchNameError(`${JSON.stringify(ref)} names no commit: give a SHA, a branch or a tag.`);
}

function checkedPath(path: string): string {
  const parts = typeof path === 'string' ? path.split('/') : ['..'];
  if (!parts.some((part) => part === '' || isDots(part)) || path === '') return path;
  throw new NoSuchNameError(`${JSON.stringify(path)} is no path in a repository: give one such as src/index.ts.`);
}
