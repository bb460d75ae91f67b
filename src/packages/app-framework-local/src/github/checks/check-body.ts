import { appBody } from '../apps/app-body';
import { repositoryUrl, webUrl } from '../issues/issue-body';
import type { Issues } from '../issues/issues';
import { pullMinimal } from '../pulls/pull-body';
import type { CheckRunBody, PullMinimal } from '../server/schemas';
import { gitHubTime } from '../world/clock';
import type { CheckRun } from './checks';

export function checkRunBody(run: CheckRun, issues: Issues, base: string): CheckRunBody {
  const api = `${repositoryUrl(run.repository, base)}/check-runs/${run.id}`;
  const html = `${webUrl(run.repository)}/runs/${run.id}`;
  const { annotations, ...output } = run.output;
  return {
    id: run.id,
    node_id: run.nodeId,
    head_sha: run.headSha,
    external_id: run.externalId,
    url: api,
    html_url: html,
    details_url: run.detailsUrl ?? html,
    status: run.status,
    conclusion: run.conclusion,
    started_at: gitHubTime(run.startedAt),
    completed_at: run.completedAt === undefined ? null : gitHubTime(run.completedAt),
    output: { ...output, annotations_count: annotations, annotations_url: `${api}/annotations` },
    name: run.name,
    check_suite: { id: run.suiteId },
    app: appBody(run.app, base),
    pull_requests: pullsOf(run, issues, base),
  };
}

/** A check run as it stands in webhooks: with the whole of its suite. */
export function checkRunInEvent(run: CheckRun, issues: Issues, base: string): object {
  const body = checkRunBody(run, issues, base);
  const headBranch = body.pull_requests[0]?.head.ref ?? null;
  return {
    ...body,
    check_suite: {
      id: run.suiteId,
      node_id: `CS_${run.suiteId}`,
      head_branch: headBranch,
      head_sha: run.headSha,
      status: run.status === 'completed' ? 'completed' : 'queued',
      conclusion: run.conclusion,
      url: `${repositoryUrl(run.repository, base)}/check-suites/${run.suiteId}`,
      before: null,
      after: run.headSha,
      pull_requests: body.pull_requests,
      app: body.app,
      created_at: gitHubTime(run.createdAt),
      updated_at: gitHubTime(run.updatedAt),
    },
  };
}

/** The open pull requests whose head is the commit; GitHub names none of forks. */
function pullsOf({ repository, headSha }: CheckRun, issues: Issues, base: string): PullMinimal[] {
  return issues.inRepository(repository).flatMap((issue) => {
    const { pull, state } = issue;
    const isHere = pull?.headRepository === repository && pull.headSha === headSha;
    return pull !== undefined && state === 'open' && isHere ? pullMinimal(issue, pull, base) : [];
  });
}
