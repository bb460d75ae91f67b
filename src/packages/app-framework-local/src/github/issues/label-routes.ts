import { Hono } from 'hono';
import { createAdmit } from '../repositories/access';
import { requireRight } from '../repositories/caller';
import { listMember } from '../server/body-members';
import { type ApiContext, type ApiEnvironment, jsonObject } from '../server/call';
import { GitHubError, invalidRequest } from '../server/github-error';
import { sendPage } from '../server/pages';
import type { LabelBody } from '../server/schemas';
import type { World } from '../world/world';
import { createIssueActs } from './issue-acts';
import { repositoryUrl } from './issue-body';
import { createIssueFinder } from './issue-finder';
import type { Issue } from './issues';
import { type Label, labelBody } from './labels';

/** The labels of an issue or a pull request. */
export function labelRoutes(world: World) {
  const { labels } = world;
  const admit = createAdmit(world);
  const acts = createIssueActs(world);
  const { issueIn } = createIssueFinder(world);
  const path = '/repos/:owner/:repo/issues/:number/labels';

  async function wanted(c: ApiContext, issue: Issue): Promise<readonly Label[]> {
    return labels.called(issue.repository, labelNames(listMember(await jsonObject(c), 'labels') ?? []));
  }

  function admitted(c: ApiContext, level: 'read' | 'write') {
    const { repository, act, right } = admit(c, { issues: level }, { pull_requests: level });
    if (level === 'write') requireRight({ right }, 'triage');
    return { issue: issueIn(repository, c.req.param('number')), act };
  }

  const bodies = ({ labels: own, repository }: Issue, base: string): LabelBody[] =>
    own.map((label) => labelBody(label, repositoryUrl(repository, base)));

  return new Hono<ApiEnvironment>()
    .get(path, (c) => {
      const { issue, act } = admitted(c, 'read');
      return sendPage(c, bodies(issue, act.base), (body) => body);
    })
    .post(path, async (c) => {
      const { issue, act } = admitted(c, 'write');
      acts.setLabels(issue, [...new Set([...issue.labels, ...(await wanted(c, issue))])], act);
      return c.json<LabelBody[]>(bodies(issue, act.base));
    })
    .put(path, async (c) => {
      const { issue, act } = admitted(c, 'write');
      acts.setLabels(issue, await wanted(c, issue), act);
      return c.json<LabelBody[]>(bodies(issue, act.base));
    })
    .delete(path, (c) => {
      const { issue, act } = admitted(c, 'write');
      acts.setLabels(issue, [], act);
      return c.body(null, 204);
    })
    .delete(`${path}/:name`, (c) => {
      const { issue, act } = admitted(c, 'write');
      const name = c.req.param('name').toLowerCase();
      const left = issue.labels.filter((label) => label.name.toLowerCase() !== name);
      if (left.length === issue.labels.length) throw new GitHubError(404, 'Label does not exist');
      acts.setLabels(issue, left, act);
      return c.json<LabelBody[]>(bodies(issue, act.base));
    });
}

/** Labels are sent as names or as objects with one. @throws GitHubError 422 for anything else. */
export function labelNames(labels: readonly unknown[]): readonly string[] {
  return labels.map((label) => {
    const name: unknown = typeof label === 'string' ? label : Object(label).name;
    if (typeof name === 'string' && name !== '') return name;
    throw invalidRequest(`For 'items', ${JSON.stringify(label)} is not a label.`);
  });
}
