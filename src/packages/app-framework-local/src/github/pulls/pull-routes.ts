import { Hono } from 'hono';
import { listedChanges } from '../contents/changes';
import { diffEntry } from '../contents/diff-entry';
import { diffText, wantsDiff } from '../contents/diff-text';
import { createIssueActs } from '../issues/issue-acts';
import { createIssueFinder } from '../issues/issue-finder';
import type { Issue } from '../issues/issues';
import { createAdmit } from '../repositories/access';
import { requireOwn } from '../repositories/caller';
import type { Repository } from '../repositories/repositories';
import { requiredText, textMember, wordMember } from '../server/body-members';
import { type ApiEnvironment, jsonObject } from '../server/call';
import { invalidRequest, notFound, validationFailed } from '../server/github-error';
import { sendPage } from '../server/pages';
import type { DiffEntry, PullBody } from '../server/schemas';
import type { World } from '../world/world';
import { createPullActs } from './pull-acts';
import { type Pull, pullBody, pullChanges } from './pull-body';

/** So many files of a pull request are listed, and nothing says that there are more (https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files). */
const mostFiles = 3_000;

/** Reading pull requests, opening and editing them. */
export function pullRoutes(world: World) {
  const { git, issues } = world;
  const admit = createAdmit(world);
  const acts = createPullActs(world);
  const issueActs = createIssueActs(world);
  const { issueIn } = createIssueFinder(world);

  function asPull(issue: Issue): Pull {
    if (issue.pull === undefined) throw notFound();
    return { issue, pull: issue.pull, git };
  }
  const pullIn = (repository: Repository, number: string) => asPull(issueIn(repository, number));

  return new Hono<ApiEnvironment>()
    .get('/repos/:owner/:repo/pulls', (c) => {
      const { repository, act } = admit(c, { pull_requests: 'read' });
      const meant = issues.inRepository(repository).filter(meantBy(c.var.call.url)).reverse();
      return sendPage(c, meant, (issue): PullBody => pullBody(asPull(issue), act.base));
    })
    .post('/repos/:owner/:repo/pulls', async (c) => {
      const { repository, act } = admit(c, { pull_requests: 'write' });
      const body = await jsonObject(c);
      const headRef = requiredText(body, 'head').replace(`${repository.owner.login}:`, '');
      const asked = { title: requiredText(body, 'title'), body: textMember(body, 'body') ?? null };
      const opened = acts.open({ repository, ...asked, headRef, baseRef: requiredText(body, 'base') }, act);
      if ('refused' in opened)
        throw validationFailed({ resource: 'PullRequest', field: opened.refused, code: 'invalid' });
      return c.json<PullBody>(pullBody(asPull(opened), act.base), 201);
    })
    .get('/repos/:owner/:repo/pulls/:number', (c) => {
      const { repository, act } = admit(c, { pull_requests: 'read' });
      const pull = pullIn(repository, c.req.param('number'));
      return wantsDiff(c) ? c.text(diffText(pullChanges(pull))) : c.json<PullBody>(pullBody(pull, act.base));
    })
    .patch('/repos/:owner/:repo/pulls/:number', async (c) => {
      const { repository, act, right } = admit(c, { pull_requests: 'write' });
      const pull = pullIn(repository, c.req.param('number'));
      requireOwn({ act, right }, pull.issue.author);
      const body = await jsonObject(c);
      const title = textMember(body, 'title');
      const text = textMember(body, 'body');
      const state = wordMember(body, 'state', ['open', 'closed']);
      issueActs.edit(
        pull.issue,
        { ...(title !== undefined && { title }), ...(text !== undefined && { body: text }), ...(state && { state }) },
        act,
      );
      return c.json<PullBody>(pullBody(pull, act.base));
    })
    .get('/repos/:owner/:repo/pulls/:number/files', (c) => {
      const { repository, act } = admit(c, { pull_requests: 'read' });
      const pull = pullIn(repository, c.req.param('number'));
      const place = { repository, sha: pull.pull.headSha, base: act.base };
      return sendPage(
        c,
        listedChanges(pullChanges(pull)).slice(0, mostFiles),
        (change): DiffEntry => diffEntry(change, place),
      );
    });
}

function meantBy(url: URL): (issue: Issue) => boolean {
  const state = url.searchParams.get('state') ?? 'open';
  if (!['open', 'closed', 'all'].includes(state)) {
    throw invalidRequest(`${JSON.stringify(state)} is not a member of ["open", "closed", "all"].`);
  }
  const head = url.searchParams.get('head')?.replace(/^[^:]*:/, '');
  const base = url.searchParams.get('base');
  return ({ pull, state: own }) =>
    pull !== undefined &&
    (state === 'all' || own === state) &&
    (head === undefined || pull.headRef === head) &&
    (base === null || pull.baseRef === base);
}
