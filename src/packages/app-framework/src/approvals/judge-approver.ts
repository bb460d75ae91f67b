import type { KeptJob } from '../jobs/job-row';
import { logError, logInfo } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import type { AskGitHub, JudgeRights, Permission } from '../rights/rights';
import type { ApprovalRequest } from './approval-request';
import type { AskAsApp } from './ask-as-app';

export interface JudgeCollaborators {
  readonly askFor: AskAsApp;
  readonly judge: JudgeRights;
}

export type ApproverVerdict =
  | { readonly kind: 'allowed' }
  /** `reason` is for the log: what GitHub says of people is nobody else's business. `unknown`: GitHub does not tell the App. */
  | { readonly kind: 'refused' | 'unknown'; readonly reason: string }
  | { readonly kind: 'bot' }
  /** The pull request has another head by now. */
  | { readonly kind: 'moved'; readonly head: string };

export interface ApproverQuestion {
  readonly job: KeptJob;
  readonly request: Pick<ApprovalRequest, 'by' | 'operation' | 'repository'>;
  readonly permission: Permission;
}

export type JudgeApprover = ReturnType<typeof createJudgeApprover>;

/** Asks GitHub, each time anew, whether somebody may decide on a job, and whether the commit that they approve is still the head. */
export function createJudgeApprover({ askFor, judge }: JudgeCollaborators) {
  /** @throws Error where GitHub does not tell */
  return async function judgeApprover(
    { job, request, permission }: ApproverQuestion,
    remainingMilliseconds: () => number,
  ): Promise<ApproverVerdict> {
    const { by, operation } = request;
    if (by.login.endsWith('[bot]')) return { kind: 'bot' };
    const ask = askFor(job, remainingMilliseconds);
    // As it is called by now: the name that the job began under may be another repository's.
    const [login = '', name = ''] = request.repository.split('/');
    const at = (more: string) => ({
      path: `/repos/${encodeURIComponent(login)}/${encodeURIComponent(name)}${more}`,
      repositoryIds: [job.repositoryId],
    });
    const repository = await told(ask, { ...at(''), permissions: { metadata: 'read' } });
    if (field(repository, 'id') !== job.repositoryId)
      return { kind: 'unknown', reason: `${request.repository} is another repository by now.` };
    const type = field(field(repository, 'owner'), 'type') === 'User' ? 'User' : 'Organization';
    const verdict = await judge({
      realm: [job.host, job.appId, job.installationId].join(' '),
      person: by,
      repository: { id: job.repositoryId, name, owner: { login, type } },
      permission,
      age: 'fresh',
      ask,
    });
    if (verdict.kind !== 'allowed') {
      const noted = { job: job.jobId, by: by.login, permission };
      if (verdict.kind === 'unknown') logError('rights are not told', new Error(verdict.reason), noted);
      else logInfo('decision refused', { ...noted, reason: verdict.reason });
      return verdict;
    }
    // Whatever the head is by now, what goes on may be ended.
    if (job.pullRequest === undefined || operation !== 'approve') return verdict;
    const pull = await told(ask, { ...at(`/pulls/${job.pullRequest}`), permissions: { pull_requests: 'read' } });
    const head = field(field(pull, 'head'), 'sha');
    if (typeof head !== 'string') throw new Error(`GitHub does not tell the head of pull request ${job.pullRequest}.`);
    return head === job.sha ? verdict : { kind: 'moved', head };
  };
}

interface Look {
  readonly path: string;
  readonly repositoryIds: readonly number[];
  readonly permissions: Readonly<Record<string, 'read'>>;
}

async function told(ask: AskGitHub, { path, ...scope }: Look): Promise<unknown> {
  const reply = await ask({ path, scope });
  if (reply.kind === 'answered' && reply.status === 200) return reply.body;
  const why = reply.kind === 'no-token' ? reply.reason : `it was answered with ${reply.status}`;
  throw new Error(`GET ${path} was asked for a decision on a job: ${why}`);
}
