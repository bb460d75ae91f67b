import { Hono } from 'hono';
import { simpleUser } from '../accounts/account-body';
import { repositoryUrl, webUrl } from '../issues/issue-body';
import { createAdmit } from '../repositories/access';
import type { Repository } from '../repositories/repositories';
import type { ApiEnvironment } from '../server/call';
import { GitHubError } from '../server/github-error';
import { pageOf } from '../server/pages';
import type { CommitBody } from '../server/schemas';
import { gitHubTime } from '../world/clock';
import type { World } from '../world/world';
import { changesBetween, type ListedChange, linesOf, listedChanges } from './changes';
import { diffEntry } from './diff-entry';
import { diffText, wantsDiff } from './diff-text';
import type { Commit } from './git';

/** So many files of a commit GitHub tells, page by page (https://docs.github.com/en/rest/commits/commits#get-a-commit). */
const mostFiles = 3_000;

/** One commit, with what it changed. */
export function commitRoutes(world: World) {
  const { git } = world;
  const admit = createAdmit(world);

  return new Hono<ApiEnvironment>().get('/repos/:owner/:repo/commits/:ref', (c) => {
    const { repository, act } = admit(c, { contents: 'read' });
    const ref = c.req.param('ref');
    const commit = git.resolve(repository, ref);
    if (commit === undefined) throw new GitHubError(422, `No commit found for SHA: ${ref}`);
    const changes = commit.parent ? changesBetween(commit.parent, commit) : [];
    if (wantsDiff(c)) return c.text(diffText(changes));
    const place = { repository, sha: commit.sha, base: act.base };
    const { items, link } = pageOf(listedChanges(changes).slice(0, mostFiles), c.var.call.url);
    if (link !== undefined) c.header('link', link);
    return c.json<CommitBody>({
      ...commitBody(commit, placesOf(repository, act.base)),
      stats: countOf(changes),
      files: items.map((change: ListedChange) => diffEntry(change, place)),
    });
  });
}

interface Places {
  readonly api: string;
  readonly web: string;
  readonly base: string;
}

/** A commit as lists tell it: without its files. */
export function commitBody(
  { sha, treeSha, message, author, at, parent }: Commit,
  { api, web, base }: Places,
): CommitBody {
  const who = { name: author.login, email: `${author.login}@example.com`, date: gitHubTime(at) };
  const person = simpleUser(author, base);
  return {
    sha,
    node_id: `C_${sha}`,
    url: `${api}/commits/${sha}`,
    html_url: `${web}/commit/${sha}`,
    comments_url: `${api}/commits/${sha}/comments`,
    commit: {
      url: `${api}/git/commits/${sha}`,
      author: who,
      committer: who,
      message,
      comment_count: 0,
      tree: { sha: treeSha, url: `${api}/git/trees/${treeSha}` },
    },
    author: person,
    committer: person,
    parents: parent
      ? [{ sha: parent.sha, url: `${api}/commits/${parent.sha}`, html_url: `${web}/commit/${parent.sha}` }]
      : [],
  };
}

export function placesOf(repository: Repository, base: string): Places {
  return { api: repositoryUrl(repository, base), web: webUrl(repository), base };
}

function countOf(changes: ReturnType<typeof changesBetween>) {
  const sum = (side: 'before' | 'after') => changes.reduce((total, one) => total + linesOf(one[side]).length, 0);
  const [additions, deletions] = [sum('after'), sum('before')];
  return { additions, deletions, total: additions + deletions };
}
