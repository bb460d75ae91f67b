import type { ApiContext } from '../server/call';
import { GitHubError } from '../server/github-error';
import { type ListedChange, linesOf, listedChanges, patchOf } from './changes';

/** https://docs.github.com/en/repositories/creating-and-managing-repositories/repository-limits#diff-limits */
const mostFiles = 300;
const mostLines = 20_000;

/** Whether a diff is asked for in the place of JSON. */
export function wantsDiff(c: ApiContext): boolean {
  return /application\/vnd\.github\.(v3\.)?diff/.test(c.req.header('accept') ?? '');
}

/** @throws GitHubError 406 for one that is too large */
export function diffText(changes: Parameters<typeof listedChanges>[0]): string {
  const listed = listedChanges(changes);
  if (listed.length > mostFiles) throw tooLarge(`files (${mostFiles})`);
  const text = listed.map(fileDiff).join('');
  if (linesOf(text).length > mostLines) throw tooLarge(`lines (${mostLines})`);
  return text;
}

function fileDiff(change: ListedChange): string {
  const { path, status, previousPath = path } = change;
  const head = `diff --git a/${previousPath} b/${path}\n`;
  if (status === 'renamed') return `${head}similarity index 100%\nrename from ${previousPath}\nrename to ${path}\n`;
  const mode = { added: 'new file mode 100644\n', removed: 'deleted file mode 100644\n', modified: '' }[status];
  const [from, to] = [status === 'added' ? '/dev/null' : `a/${path}`, status === 'removed' ? '/dev/null' : `b/${path}`];
  return `${head}${mode}--- ${from}\n+++ ${to}\n${patchOf({ ...change, status })}\n`;
}

function tooLarge(what: string): GitHubError {
  return new GitHubError(
    406,
    `Sorry, the diff exceeded the maximum number of ${what}. Consider using 'List pull requests files' API or locally cloning the repository instead.`,
    undefined,
    [{ resource: 'PullRequest', field: 'diff', code: 'too_large' }],
  );
}
