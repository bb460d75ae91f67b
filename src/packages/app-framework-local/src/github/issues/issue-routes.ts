import { Hono } from 'hono';
import { covers } from '../members/collaborators';
import { createAdmit } from '../repositories/access';
import { requireOwn } from '../repositories/caller';
import { listMember, requiredText, textMember, wordMember } from '../server/body-members';
import { type ApiEnvironment, jsonObject } from '../server/call';
import { invalidRequest } from '../server/github-error';
import { sendPage } from '../server/pages';
import type { IssueBody } from '../server/schemas';
import type { World } from '../world/world';
import { createIssueActs } from './issue-acts';
import { issueBody } from './issue-body';
import { changedSince, createIssueFinder } from './issue-finder';
import type { Issue } from './issues';
import { labelNames } from './label-routes';

/** Reading issues and writing them. Pull requests are listed among them, as at GitHub. */
export function issueRoutes(world: World) {
  const { issues, labels } = world;
  const admit = createAdmit(world);
  const acts = createIssueActs(world);
  const { issueIn } = createIssueFinder(world);

  return new Hono<ApiEnvironment>()
    .get('/repos/:owner/:repo/issues', (c) => {
      const { repository, act } = admit(c, { issues: 'read' });
      const meant = issues.inRepository(repository).filter(meantBy(c.var.call.url)).reverse();
      return sendPage(c, meant, (issue): IssueBody => issueBody(issue, act.base));
    })
    .post('/repos/:owner/:repo/issues', async (c) => {
      const { repository, act, right } = admit(c, { issues: 'write' });
      const body = await jsonObject(c);
      const wanted = labelNames(listMember(body, 'labels') ?? []);
      // Those of a person who may not label are dropped without a word.
      const named = covers(right, 'triage') ? labels.called(repository, wanted) : [];
      const asked = { repository, title: requiredText(body, 'title'), body: textMember(body, 'body') ?? null };
      return c.json<IssueBody>(issueBody(acts.open({ ...asked, labels: named }, act), act.base), 201);
    })
    .get('/repos/:owner/:repo/issues/:number', (c) => {
      const { repository, act } = admit(c, { issues: 'read' });
      return c.json<IssueBody>(issueBody(issueIn(repository, c.req.param('number')), act.base));
    })
    .patch('/repos/:owner/:repo/issues/:number', async (c) => {
      const { repository, act, right } = admit(c, { issues: 'write' }, { pull_requests: 'write' });
      const issue = issueIn(repository, c.req.param('number'));
      requireOwn({ act, right }, issue.author);
      const body = await jsonObject(c);
      const title = textMember(body, 'title');
      const text = textMember(body, 'body');
      const state = wordMember(body, 'state', ['open', 'closed']);
      const wanted = listMember(body, 'labels');
      acts.edit(
        issue,
        { ...(title !== undefined && { title }), ...(text !== undefined && { body: text }), ...(state && { state }) },
        act,
      );
      if (wanted !== undefined) acts.setLabels(issue, labels.called(repository, labelNames(wanted)), act);
      return c.json<IssueBody>(issueBody(issue, act.base));
    });
}

function meantBy(url: URL): (issue: Issue) => boolean {
  const state = url.searchParams.get('state') ?? 'open';
  if (!['open', 'closed', 'all'].includes(state)) {
    throw invalidRequest(`${JSON.stringify(state)} is not a member of ["open", "closed", "all"].`);
  }
  const since = changedSince(url);
  const wanted = (url.searchParams.get('labels') ?? '').split(',').filter((name) => name !== '');
  return (issue) => {
    const names = issue.labels.map(({ name }) => name);
    const isInState = state === 'all' || issue.state === state;
    return isInState && issue.updatedAt >= since && wanted.every((name) => names.includes(name));
  };
}
