import { Hono } from 'hono';
import { commitBody, placesOf } from '../contents/commit-routes';
import { historyTo } from '../contents/git';
import { createIssueFinder } from '../issues/issue-finder';
import { createAdmit } from '../repositories/access';
import type { Repository } from '../repositories/repositories';
import { textMember, wordMember } from '../server/body-members';
import { type ApiEnvironment, jsonObject } from '../server/call';
import { GitHubError, notFound } from '../server/github-error';
import { sendPage } from '../server/pages';
import type { CommitBody, PullMergeResult } from '../server/schemas';
import type { World } from '../world/world';
import { createPullActs } from './pull-acts';

/** So many commits of a pull request are listed (https://docs.github.com/en/rest/pulls/pulls#list-commits-on-a-pull-request). */
const mostCommits = 250;

/** What a pull request would merge, and merging it (https://docs.github.com/en/rest/pulls/pulls#merge-a-pull-request). */
export function mergeRoutes(world: World) {
  const { git } = world;
  const admit = createAdmit(world);
  const acts = createPullActs(world);
  const { issueIn } = createIssueFinder(world);

  function pullIn(repository: Repository, number: string) {
    const issue = issueIn(repository, number);
    if (issue.pull === undefined) throw notFound();
    return { issue, pull: issue.pull };
  }

  return new Hono<ApiEnvironment>()
    .get('/repos/:owner/:repo/pulls/:number/commits', (c) => {
      const { repository, act } = admit(c, { pull_requests: 'read' });
      const { pull } = pullIn(repository, c.req.param('number'));
      const [head, base] = [pull.headSha, pull.baseSha].map((sha) => git.resolve(repository, sha));
      const behind = base === undefined ? [] : historyTo(base);
      const own = head === undefined ? [] : historyTo(head).filter((commit) => !behind.includes(commit));
      const places = placesOf(repository, act.base);
      return sendPage(c, own.toReversed().slice(0, mostCommits), (commit): CommitBody => commitBody(commit, places));
    })
    .put('/repos/:owner/:repo/pulls/:number/merge', async (c) => {
      const { repository, act } = admit(c, { contents: 'write' });
      const { issue, pull } = pullIn(repository, c.req.param('number'));
      const body = await jsonObject(c);
      wordMember(body, 'merge_method', ['merge', 'squash', 'rebase']);
      const sha = textMember(body, 'sha');
      if (issue.state === 'closed') throw new GitHubError(405, 'Pull Request is not mergeable');
      if (sha !== undefined && sha !== pull.headSha)
        throw new GitHubError(409, 'Head branch was modified. Review and try the merge again.');
      acts.merge(issue, act, textMember(body, 'commit_title'));
      const message = 'Pull Request successfully merged';
      return c.json<PullMergeResult>({ sha: pull.mergeSha ?? '', merged: true, message });
    });
}
