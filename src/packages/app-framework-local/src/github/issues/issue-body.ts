import { simpleUser } from '../accounts/account-body';
import { appBody } from '../apps/app-body';
import type { Actor } from '../events/actor';
import { reactionRollup } from '../reactions/reaction-body';
import type { Repository } from '../repositories/repositories';
import type { IssueBody, IssueCommentBody } from '../server/schemas';
import { gitHubTime } from '../world/clock';
import type { Comment, Issue } from './issues';
import { labelBody } from './labels';

export function repositoryUrl({ owner, name }: Repository, base: string): string {
  return `${base}/repos/${owner.login}/${name}`;
}

export function webUrl({ owner, name }: Repository): string {
  return `https://github.com/${owner.login}/${name}`;
}

export function issueBody(issue: Issue, base: string): IssueBody {
  const inRepository = repositoryUrl(issue.repository, base);
  const api = `${inRepository}/issues/${issue.number}`;
  const html = `${webUrl(issue.repository)}/${issue.pull === undefined ? 'issues' : 'pull'}/${issue.number}`;
  const body: IssueBody = {
    id: issue.id,
    node_id: issue.nodeId,
    url: api,
    repository_url: inRepository,
    labels_url: `${api}/labels{/name}`,
    comments_url: `${api}/comments`,
    events_url: `${api}/events`,
    timeline_url: `${api}/timeline`,
    html_url: html,
    number: issue.number,
    title: issue.title,
    body: issue.body,
    state: issue.state,
    state_reason: issue.state === 'closed' && issue.pull === undefined ? 'completed' : null,
    user: simpleUser(issue.author.person, base),
    labels: issue.labels.map((label) => labelBody(label, inRepository)),
    assignee: null,
    assignees: [],
    milestone: null,
    locked: issue.isLocked,
    draft: false,
    active_lock_reason: null,
    comments: issue.comments.length,
    created_at: gitHubTime(issue.createdAt),
    updated_at: gitHubTime(issue.updatedAt),
    closed_at: issue.closedAt === undefined ? null : gitHubTime(issue.closedAt),
    closed_by: issue.closedBy === undefined ? null : simpleUser(issue.closedBy.person, base),
    author_association: issue.association,
    performed_via_github_app: viaApp(issue.author, base),
    reactions: reactionRollup(issue.reactions, api),
  };
  if (issue.pull === undefined) return body;
  const { mergedAt } = issue.pull;
  body.pull_request = {
    url: `${inRepository}/pulls/${issue.number}`,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    merged_at: mergedAt === undefined ? null : gitHubTime(mergedAt),
  };
  return body;
}

export function commentBody({ id, nodeId, issue, ...comment }: Comment, base: string): IssueCommentBody {
  const { url: issueUrl, html_url: html } = issueBody(issue, base);
  const api = `${repositoryUrl(issue.repository, base)}/issues/comments/${id}`;
  return {
    id,
    node_id: nodeId,
    url: api,
    html_url: `${html}#issuecomment-${id}`,
    issue_url: issueUrl,
    body: comment.body,
    user: simpleUser(comment.author.person, base),
    created_at: gitHubTime(comment.createdAt),
    updated_at: gitHubTime(comment.updatedAt),
    author_association: comment.association,
    performed_via_github_app: viaApp(comment.author, base),
    reactions: reactionRollup(comment.reactions, api),
  };
}

function viaApp({ app }: Actor, base: string) {
  return app === undefined ? null : appBody(app, base);
}
