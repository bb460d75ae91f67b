import type { GitHubRoute } from '../github/github';
import type { GitHubOutcome } from '../github/outcome';
import { openStatuses } from '../jobs/job';
import type { KeptJob } from '../jobs/job-row';
import type { ShownJobs } from '../jobs/shown-jobs-table';
import { field } from '../lambda/parsed-json';
import type { AskRepository } from './ask-repository';
import type { ReadHistory } from './history-machine';
import { commentOf, hidden, type JobComment } from './job-comment';
import type { Paced } from './paced-writes';
import type { WriteKind } from './write-pace';

export interface CommentCollaborators {
  readonly jobs: Pick<ShownJobs, 'beginComment'>;
  readonly paced: Paced;
  readonly history: ReadHistory;
  /** With tokens that may write pull requests, and with such that may comment on commits. */
  readonly ask: Readonly<Record<'pull' | 'commit', AskRepository>>;
  readonly bot?: string | undefined;
}

export type ShowComment = ReturnType<typeof createShowComment>;

/** What became of a comment; absent where there is nothing new to say. */
export type Commented =
  | undefined
  | { readonly said: string; readonly commentId?: number }
  | { readonly said: string; readonly failure: Exclude<GitHubOutcome, { kind: 'answered' }> };

/** Clocks of ours and of GitHub differ by less. */
const skewMilliseconds = 60_000;
const mostPages = 10;

/**
 * Makes the one comment about a job on its pull request, and edits it; one whose answer was lost is found. A commit without a pull request gets it
 * when the job has ended: to edit comments there is to be let write contents.
 */
export function createShowComment({ jobs, paced, history, ask, bot }: CommentCollaborators) {
  return async function comment(job: KeptJob, remainingMilliseconds: () => number): Promise<Commented> {
    const { pullRequest, sha, commentId, redrives } = job;
    const isOver = !openStatuses.includes(job.status);
    if (job.comment === undefined || job.status === 'QUEUED' || job.status === 'SKIPPED') return undefined;
    if (pullRequest === undefined && !isOver) return undefined;
    const marker = pullRequest === undefined ? `${job.jobId} ${redrives}` : job.jobId;
    const made = commentOf(job, { marker, events: await history(job, remainingMilliseconds), bot });
    if (made.said === job.commented) return undefined;

    const asked = (route: GitHubRoute, parameters: Readonly<Record<string, unknown>>) =>
      ask[pullRequest === undefined ? 'commit' : 'pull'](job, { route, parameters }, remainingMilliseconds);
    const write = async (route: GitHubRoute, kind: WriteKind, more: object) => {
      const put = () => asked(route, { ...more, body: made.body });
      return answered(made, await paced({ job, kind }, put, remainingMilliseconds));
    };
    const change = (id: number) =>
      write('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', 'change', { comment_id: id });

    if (commentId !== undefined && pullRequest !== undefined) return change(commentId);
    if (job.isCommentBegun) {
      const found = await own(asked, job, marker);
      if (typeof found === 'object') return { said: made.said, failure: found };
      if (found !== undefined && pullRequest === undefined) return { said: made.said, commentId: found };
      if (found !== undefined) return change(found);
    }
    await jobs.beginComment(job.jobId, remainingMilliseconds);
    return pullRequest === undefined
      ? write('POST /repos/{owner}/{repo}/commits/{commit_sha}/comments', 'creation', { commit_sha: sha })
      : write('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', 'creation', { issue_number: pullRequest });
  };
}

type Asked = (route: GitHubRoute, parameters: Readonly<Record<string, unknown>>) => Promise<GitHubOutcome>;
type Failure = Exclude<GitHubOutcome, { kind: 'answered' }>;

function answered({ said }: JobComment, outcome: GitHubOutcome): Commented {
  if (outcome.kind !== 'answered') return { said, failure: outcome };
  const id = field(outcome.data, 'id');
  return { said, ...(typeof id === 'number' && { commentId: id }) };
}

/** The comment that an earlier try made, whose answer nobody kept: by our App's bot, whatever others write. */
async function own(asked: Asked, job: KeptJob, marker: string): Promise<number | Failure | undefined> {
  const { pullRequest, sha, createdAt, appId } = job;
  const since = new Date(createdAt.getTime() - skewMilliseconds).toISOString();
  const isMarked = (one: unknown) =>
    field(field(one, 'user'), 'type') === 'Bot' && String(field(one, 'body')).startsWith(hidden(marker));
  const list = (more: object) =>
    pullRequest === undefined
      ? asked('GET /repos/{owner}/{repo}/commits/{commit_sha}/comments', { commit_sha: sha, per_page: 100, ...more })
      : asked('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
          ...{ issue_number: pullRequest, since, per_page: 100 },
          ...more,
        });
  let more: object | undefined = {};
  for (let page = 0; page < mostPages && more !== undefined; page += 1) {
    const outcome = await list(more);
    if (outcome.kind !== 'answered') return outcome;
    for (const one of Array.isArray(outcome.data) ? outcome.data.filter(isMarked) : []) {
      const isOurs = pullRequest === undefined ? await isOfBot(asked, one) : isThrough(appId, one);
      if (typeof isOurs === 'object') return isOurs;
      const id = field(one, 'id');
      if (isOurs && typeof id === 'number') return id;
    }
    more = outcome.nextPage;
  }
  return undefined;
}

function isThrough(appId: number, comment: unknown): boolean {
  return field(field(comment, 'performed_via_github_app'), 'id') === appId;
}

/** GitHub does not say through which App a comment on a commit was made, only whose account wrote it. */
async function isOfBot(asked: Asked, comment: unknown): Promise<boolean | Failure> {
  const outcome = await asked('POST /graphql', { query: 'query { viewer { login } }' });
  if (outcome.kind !== 'answered') return outcome;
  const login = field(field(field(outcome.data, 'data'), 'viewer'), 'login');
  return typeof login === 'string' && login === field(field(comment, 'user'), 'login');
}
