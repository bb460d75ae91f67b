import type { Commit } from './git';

export interface FileChange {
  readonly path: string;
  readonly status: 'added' | 'modified' | 'removed';
  readonly before: string;
  readonly after: string;
}

/** A change as lists of files tell it: what went and came with the same text was renamed. */
export interface ListedChange extends Omit<FileChange, 'status'> {
  readonly status: FileChange['status'] | 'renamed';
  readonly previousPath?: string;
}

/** What is different between two commits, by path. */
export function changesBetween(base: Commit, head: Commit): readonly FileChange[] {
  const paths = [...new Set([...base.files.keys(), ...head.files.keys()])].sort();
  return paths.flatMap((path): FileChange[] => {
    const before = base.files.get(path);
    const after = head.files.get(path);
    if (before === after) return [];
    const status = before === undefined ? 'added' : after === undefined ? 'removed' : 'modified';
    return [{ path, status, before: before ?? '', after: after ?? '' }];
  });
}

export function listedChanges(changes: readonly FileChange[]): readonly ListedChange[] {
  const gone = changes.filter(({ status, before }) => status === 'removed' && before !== '');
  const renamed = new Map<string, FileChange>();
  for (const { path, status, after } of changes) {
    const at = status === 'added' ? gone.findIndex(({ before }) => before === after) : -1;
    const [source] = at < 0 ? [] : gone.splice(at, 1);
    if (source) renamed.set(path, source);
  }
  const sources = new Set([...renamed.values()].map(({ path }) => path));
  return changes.flatMap((change): ListedChange[] => {
    if (sources.has(change.path)) return [];
    const source = renamed.get(change.path);
    return [source ? { ...change, before: source.before, status: 'renamed', previousPath: source.path } : change];
  });
}

export function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** A patch in one piece: every old line goes and every new line comes. Right, if not the shortest. */
export function patchOf({ before, after }: FileChange): string {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const range = (lines: readonly string[]) => `${lines.length === 0 ? 0 : 1},${lines.length}`;
  const body = [...old.map((line) => `-${line}`), ...fresh.map((line) => `+${line}`)];
  return [`@@ -${range(old)} +${range(fresh)} @@`, ...body].join('\n');
}
