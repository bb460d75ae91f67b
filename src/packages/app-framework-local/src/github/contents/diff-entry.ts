import { repositoryUrl, webUrl } from '../issues/issue-body';
import type { Repository } from '../repositories/repositories';
import type { DiffEntry } from '../server/schemas';
import { type ListedChange, linesOf, patchOf } from './changes';
import { blobSha } from './git';

export interface DiffPlace {
  readonly repository: Repository;
  /** Of the commit in which the file is looked at. */
  readonly sha: string;
  readonly base: string;
}

/** A changed file, as lists of files tell it. */
export function diffEntry(change: ListedChange, { repository, sha, base }: DiffPlace): DiffEntry {
  const { path, status, before, after, previousPath } = change;
  const web = webUrl(repository);
  const isSame = status === 'renamed';
  const [additions, deletions] = isSame ? [0, 0] : [linesOf(after).length, linesOf(before).length];
  return {
    sha: blobSha(status === 'removed' ? before : after),
    filename: path,
    status,
    additions,
    deletions,
    changes: additions + deletions,
    blob_url: `${web}/blob/${sha}/${path}`,
    raw_url: `${web}/raw/${sha}/${path}`,
    contents_url: `${repositoryUrl(repository, base)}/contents/${path}?ref=${sha}`,
    ...(isSame ? { previous_filename: previousPath } : { patch: patchOf({ ...change, status }) }),
  };
}
