import { field } from '../lambda/parsed-json';
import { type AskContext, NotTold, told } from './ask';
import { listAt, numberAt, optionalTextAt, textAt } from './told';

interface Found {
  readonly path: string;
  /** Of the blob, the tree, or the commit of a submodule. */
  readonly sha: string;
}

/** What is at a path of a repository. */
export type RepositoryFile = Found &
  (
    | { readonly kind: 'text'; readonly bytes: number; readonly text: string }
    | { readonly kind: 'binary'; readonly bytes: number; readonly base64: string }
    /** What stands in git points at Git LFS, where the file is. */
    | { readonly kind: 'lfs'; readonly oid: string; readonly bytes: number }
    /** More bytes than were asked for. */
    | { readonly kind: 'too-large'; readonly bytes: number }
    | { readonly kind: 'symlink'; readonly target: string }
    | { readonly kind: 'submodule'; readonly url?: string }
    /** `isTruncated` where it may hold more than GitHub names. */
    | { readonly kind: 'folder'; readonly names: readonly string[]; readonly isTruncated: boolean }
  );

export interface FileWanted {
  readonly path: string;
  /** Branch, tag or commit; the default branch when absent. */
  readonly ref?: string | undefined;
  /** More bytes are not read; 10,000,000 when absent. */
  readonly mostBytes?: number | undefined;
}

const mostBytesByDefault = 10_000_000;
/** https://docs.github.com/en/rest/repos/contents#get-repository-content */
const mostNames = 1_000;
const pointerForm =
  /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:ext-.*\n)*oid sha256:([0-9a-f]{64})\nsize (\d+)\n/;

/** What is at the path; absent where nothing is. @throws NotTold */
export async function readFile(ask: AskContext, wanted: FileWanted): Promise<RepositoryFile | undefined> {
  const { path, ref, mostBytes = mostBytesByDefault } = wanted;
  const route = 'GET /repos/{owner}/{repo}/contents/{path}';
  const outcome = await ask({ route, parameters: { path, ...(ref !== undefined && { ref }) } });
  if (outcome.kind === 'not-found') return undefined;
  // Above 100 MB GitHub tells nothing more of it.
  if (outcome.kind === 'forbidden' && /too large/i.test(outcome.message))
    return { kind: 'too-large', path, sha: '', bytes: 100 * 1_048_576 };
  const { data } = told(outcome);
  if (Array.isArray(data)) {
    const names = data.map((one) => textAt(one, 'name'));
    return { kind: 'folder', path, sha: '', names, isTruncated: names.length >= mostNames };
  }
  const found = { path: textAt(data, 'path'), sha: textAt(data, 'sha') };
  const type = field(data, 'type');
  if (type === 'symlink') return { ...found, kind: 'symlink', target: textAt(data, 'target') };
  if (type === 'submodule') {
    const url = optionalTextAt(data, 'submodule_git_url');
    return { ...found, kind: 'submodule', ...(url !== undefined && { url }) };
  }
  const bytes = numberAt(data, 'size');
  if (bytes > mostBytes) return { ...found, kind: 'too-large', bytes };
  return contentOf(found, await bytesOf(data));

  async function bytesOf(file: unknown): Promise<Buffer> {
    if (field(file, 'encoding') === 'base64') return Buffer.from(textAt(file, 'content'), 'base64');
    const blob = 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}';
    const answer = told(await ask({ route: blob, parameters: { file_sha: found.sha } }));
    if (field(answer.data, 'encoding') === 'base64') return Buffer.from(textAt(answer.data, 'content'), 'base64');
    throw new NotTold({ kind: 'unavailable', request: blob, message: 'the blob came in a form that nobody knows' });
  }
}

/** Names in git objects below a path, each with its SHA. */
export interface ListedTree {
  /** SHA of the tree. */
  readonly sha: string;
  readonly files: readonly {
    readonly path: string;
    readonly sha: string;
    readonly bytes: number;
    readonly mode: string;
  }[];
  /** True where the repository has more than GitHub lists at once: 100,000 entries, or 7 MB. */
  readonly isTruncated: boolean;
}

/** Every file of a commit, those below `path` where it is given. @throws NotTold */
export async function listTree(
  ask: AskContext,
  { ref, path = '' }: { readonly ref: string; readonly path?: string | undefined },
): Promise<ListedTree> {
  const route = 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}';
  const { data } = told(await ask({ route, parameters: { tree_sha: ref, recursive: 'true' } }));
  const below = path.replace(/\/+$/, '');
  const files = listAt(data, 'tree')
    .filter((entry) => field(entry, 'type') === 'blob')
    .map((entry) => ({
      path: textAt(entry, 'path'),
      sha: textAt(entry, 'sha'),
      bytes: numberAt(entry, 'size'),
      mode: textAt(entry, 'mode'),
    }))
    .filter((file) => below === '' || file.path === below || file.path.startsWith(`${below}/`));
  return { sha: textAt(data, 'sha'), files, isTruncated: field(data, 'truncated') === true };
}

function contentOf(found: Found, content: Buffer): RepositoryFile {
  const bytes = content.byteLength;
  const text = textIn(content);
  if (text === undefined) return { ...found, kind: 'binary', bytes, base64: content.toString('base64') };
  const [, oid, size] = (bytes < 1_024 && pointerForm.exec(text)) || [];
  if (oid !== undefined) return { ...found, kind: 'lfs', oid, bytes: Number(size) };
  return { ...found, kind: 'text', bytes, text };
}

/** Absent where it is none. */
function textIn(content: Buffer): string | undefined {
  if (content.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return undefined;
  }
}
