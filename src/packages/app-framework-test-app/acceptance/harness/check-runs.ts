import { eventually } from './eventually';
import { askGitHub } from './github-api';
import { at, listAt, numberAt, textAt } from './json';

export interface CheckRun {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  /** Absent where there is none yet. */
  readonly conclusion: string | undefined;
  readonly title: unknown;
  readonly summary: unknown;
  /** How many. */
  readonly annotations: number;
}

interface OfCommit {
  readonly gitHubApiUrl: string;
  readonly repository: string;
  readonly sha: string;
  /** One that may read checks. */
  readonly token: string;
}

/** All check runs of a commit, older ones of the same name, too. */
export async function checkRunsOf({ gitHubApiUrl, repository, sha, token }: OfCommit): Promise<CheckRun[]> {
  const path = `/repos/${repository}/commits/${sha}/check-runs?filter=all`;
  const { body } = await askGitHub(gitHubApiUrl, path, token);
  return listAt(body, 'check_runs').map((run) => {
    const conclusion = at(run, 'conclusion');
    return {
      id: numberAt(run, 'id'),
      name: textAt(run, 'name'),
      status: textAt(run, 'status'),
      conclusion: typeof conclusion === 'string' ? conclusion : undefined,
      title: at(run, 'output', 'title'),
      summary: at(run, 'output', 'summary'),
      annotations: numberAt(run, 'output', 'annotations_count'),
    };
  });
}

/** The check runs of a commit when there are so many, all of them completed. */
export function completedCheckRuns(commit: OfCommit, count = 1): Promise<CheckRun[]> {
  return eventually({ what: `${count} completed check runs of ${commit.sha}` }, async () => {
    const runs = await checkRunsOf(commit);
    return runs.length >= count && runs.every(({ status }) => status === 'completed') ? runs : undefined;
  });
}
