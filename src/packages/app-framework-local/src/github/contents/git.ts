import { createHash, randomBytes } from 'node:crypto';
import type { Person } from '../accounts/accounts';
import type { Repository } from '../repositories/repositories';
import type { Clock } from '../world/clock';
import { createIdSequence } from '../world/id-sequence';

export interface Commit {
  readonly sha: string;
  readonly treeSha: string;
  readonly message: string;
  readonly author: Person;
  readonly at: number;
  /** Text by path. */
  readonly files: ReadonlyMap<string, string>;
  /** Absent for the first one of a repository. */
  readonly parent?: Commit;
}

export interface NewCommit {
  readonly branch: string;
  /** Text by path; `null` removes the file. */
  readonly files: Readonly<Record<string, string | null>>;
  readonly message: string;
  readonly author: Person;
}

export interface Pushed {
  /** Absent where the branch is new. */
  readonly before: Commit | undefined;
  readonly after: Commit;
  /** What the commit stands on. */
  readonly base: Commit;
}

/** A push, as the activity of a repository tells it. */
export interface Push extends Omit<Pushed, 'base'> {
  readonly id: number;
  readonly branch: string;
}

interface History {
  readonly branches: Map<string, Commit>;
  readonly commits: Map<string, Commit>;
  readonly pushes: Push[];
}

export type Git = ReturnType<typeof createGit>;

/** Branches and files, as far as the API shows them. A repository begins with one empty commit; branches leave from its head. */
export function createGit({ clock }: { clock: Clock }) {
  const ids = createIdSequence(9_100_000_001);
  const histories = new Map<Repository, History>();

  function historyOf(repository: Repository): History {
    const present = histories.get(repository);
    if (present !== undefined) return present;
    const first = newCommit({ files: new Map(), message: 'Initial commit', author: repository.owner });
    const branches = new Map([[repository.defaultBranch, first]]);
    const history: History = { branches, commits: new Map([[first.sha, first]]), pushes: [] };
    histories.set(repository, history);
    return history;
  }

  function newCommit(given: Pick<Commit, 'files' | 'message' | 'author' | 'parent'>): Commit {
    return { ...given, sha: randomSha(), treeSha: randomSha(), at: clock.milliseconds() };
  }

  function head(repository: Repository): Commit {
    const commit = historyOf(repository).branches.get(repository.defaultBranch);
    if (commit === undefined) throw new Error(`The repository ${repository.name} has lost its default branch.`);
    return commit;
  }

  return {
    /** The head of the default branch. */
    head,
    branch: (repository: Repository, name: string): Commit | undefined => historyOf(repository).branches.get(name),
    /** The commit that a branch, a ref or a SHA names. */
    resolve(repository: Repository, ref: string): Commit | undefined {
      const { branches, commits } = historyOf(repository);
      return branches.get(ref.replace(/^(refs\/)?heads\//, '')) ?? commits.get(ref);
    },
    /** The commit that has this tree. */
    ofTree: (repository: Repository, treeSha: string): Commit | undefined =>
      [...historyOf(repository).commits.values()].find((commit) => commit.treeSha === treeSha),
    /** A file by the SHA under which git keeps it. */
    blob(repository: Repository, sha: string): string | undefined {
      for (const { files } of historyOf(repository).commits.values())
        for (const text of files.values()) if (blobSha(text) === sha) return text;
      return undefined;
    },
    /** Makes a commit of a fork, and all that it stands on, known where a pull request brings it. */
    adopt(repository: Repository, commit: Commit | undefined): void {
      const { commits } = historyOf(repository);
      for (const one of commit ? historyTo(commit) : []) commits.set(one.sha, one);
    },
    /** Newest first, those of one branch where it is named. */
    pushes: (repository: Repository, branch?: string): readonly Push[] =>
      historyOf(repository)
        .pushes.filter((push) => branch === undefined || push.branch === branch)
        .toReversed(),
    commit(repository: Repository, { branch, files, message, author }: NewCommit): Pushed {
      const { branches, commits, pushes } = historyOf(repository);
      const before = branches.get(branch);
      const base = before ?? head(repository);
      const next = new Map(base.files);
      for (const [path, text] of Object.entries(files)) {
        if (text === null) next.delete(path);
        else next.set(path, text);
      }
      const after = newCommit({ files: next, message, author, parent: base });
      branches.set(branch, after);
      commits.set(after.sha, after);
      pushes.push({ id: ids.take(), branch, before, after });
      repository.pushedAt = after.at;
      return { before, after, base };
    },
  };
}

/** A commit and all that it stands on, the newest first. */
export function historyTo(commit: Commit): readonly Commit[] {
  const all: Commit[] = [];
  for (let one: Commit | undefined = commit; one; one = one.parent) all.push(one);
  return all;
}

export const noCommit = '0'.repeat(40);

/** The SHA under which git keeps a file. */
export function blobSha(text: string): string {
  const bytes = Buffer.from(text);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

function randomSha(): string {
  return randomBytes(20).toString('hex');
}
