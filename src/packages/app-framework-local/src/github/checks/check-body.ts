import { appBody } from '../apps/app-body';
import type { Commit } from '../contents/git';
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
  return { ...checkRunBody(run, issues, base), check_suite: suiteOf([run], issues, base) };
}

/** The check runs of an App on one commit, as they stand in webhooks. */
export function checkSuiteInEvent(runs: Suite, issues: Issues, { base, head }: { base: string; head: Commit }): object {
  const suite = suiteOf(runs, issues, base);
  const { login } = head.author;
  const who = { name: login, email: `${login}@example.com` };
  return {
    ...suite,
    latest_check_runs_count: runs.length,
    check_runs_url: `${suite.url}/check-runs`,
    head_commit: {
      id: head.sha,
      tree_id: head.treeSha,
      message: head.message,
      timestamp: gitHubTime(head.at),
      author: who,
      committer: who,
    },
  };
}

/** Of one App on one commit, the oldest first. */
export type Suite = readonly [CheckRun, ...CheckRun[]];

function suiteOf([first, ...others]: Suite, issues: Issues, base: string) {
  const last = others.at(-1) ?? first;
  const { app, pull_requests } = checkRunBody(last, issues, base);
  const isCompleted = [first, ...others].every(({ status }) => status === 'completed');
  return {
    id: first.suiteId,
    node_id: `CS_${first.suiteId}`,
    head_branch: pull_requests[0]?.head.ref ?? null,
    head_sha: first.headSha,
    status: isCompleted ? 'completed' : 'queued',
    conclusion: last.conclusion,
    url: `${repositoryUrl(first.repository, base)}/check-suites/${first.suiteId}`,
    before: null,
    after: first.headSha,
    pull_requests,
    app,
    created_at: gitHubTime(first.createdAt),
    updated_at: gitHubTime(last.updatedAt),
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
