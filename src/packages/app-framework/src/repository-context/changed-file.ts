import { numberAt, optionalTextAt, textAt } from './told';

/** A file that a pull request or a commit changed. */
export interface ChangedFile {
  readonly path: string;
  /** Of a renamed or copied file. */
  readonly previousPath?: string;
  /** `added`, `removed`, `modified`, `renamed`, `copied`, `changed` or `unchanged`. */
  readonly status: string;
  readonly additions: number;
  readonly deletions: number;
  /** What changed, in hunks; absent where GitHub does not tell it: for binary files, large ones, and those with no other line. */
  readonly patch?: string;
}

export function changedFile(file: unknown): ChangedFile {
  const [previousPath, patch] = [optionalTextAt(file, 'previous_filename'), optionalTextAt(file, 'patch')];
  return {
    path: textAt(file, 'filename'),
    ...(previousPath !== undefined && { previousPath }),
    status: textAt(file, 'status'),
    additions: numberAt(file, 'additions'),
    deletions: numberAt(file, 'deletions'),
    ...(patch !== undefined && { patch }),
  };
}

/** A diff as git writes it, put together from a list of files; and those whose change is not in it. */
export function diffOfFiles(files: readonly ChangedFile[]): { readonly text: string; readonly lacking: string[] } {
  const lacking = files.filter(({ patch, additions, deletions, status }) => {
    const isPlainRename = status === 'renamed' && additions + deletions === 0;
    return patch === undefined && !isPlainRename;
  });
  return { text: files.map(fileDiff).join(''), lacking: lacking.map(({ path }) => path) };
}

function fileDiff({ path, previousPath, status, patch }: ChangedFile): string {
  const before = previousPath ?? path;
  const lines = [`diff --git ${quoted(`a/${before}`)} ${quoted(`b/${path}`)}`];
  if (status === 'added') lines.push('new file mode 100644');
  if (status === 'removed') lines.push('deleted file mode 100644');
  if (status === 'renamed') lines.push(`rename from ${quoted(before)}`, `rename to ${quoted(path)}`);
  if (patch !== undefined) {
    lines.push(`--- ${status === 'added' ? '/dev/null' : quoted(`a/${before}`)}`);
    lines.push(`+++ ${status === 'removed' ? '/dev/null' : quoted(`b/${path}`)}`, patch.replace(/\n$/, ''));
  }
  return `${lines.join('\n')}\n`;
}

/** As git quotes a name that would be read as something else: no name begins a line of its own. */
function quoted(name: string): string {
  if (!/["\\\p{Cc}]/u.test(name)) return name;
  const escaped = name.replace(/["\\]/g, '\\$&').replace(/\p{Cc}/gu, (one) => {
    return [...Buffer.from(one)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  });
  return `"${escaped}"`;
}
