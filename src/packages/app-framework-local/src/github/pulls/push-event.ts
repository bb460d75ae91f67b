import { changesBetween } from '../contents/changes';
import { noCommit, type Pushed } from '../contents/git';
import type { Act } from '../events/actor';
import { webUrl } from '../issues/issue-body';
import type { Repository } from '../repositories/repositories';
import { repositoryBody } from '../repositories/repository-body';
import { gitHubTime } from '../world/clock';

interface Push {
  readonly repository: Repository;
  readonly branch: string;
  readonly pushed: Pushed;
  readonly act: Act;
}

/** What is in a `push`. Its repository differs from that of all other events: times in seconds, an owner with a name. */
export function pushMembers({ repository, branch, pushed, act }: Push): object {
  const { before, after, base } = pushed;
  const { login, id } = act.actor.person;
  const web = webUrl(repository);
  const email = `${id}+${login}@users.noreply.github.com`;
  const committer = { name: login, email, username: login };
  const changes = changesBetween(base, after);
  const pathsOf = (status: string) => changes.filter((one) => one.status === status).map(({ path }) => path);
  const commit = {
    id: after.sha,
    tree_id: after.treeSha,
    distinct: true,
    message: after.message,
    timestamp: gitHubTime(after.at),
    url: `${web}/commit/${after.sha}`,
    author: committer,
    committer,
    added: pathsOf('added'),
    removed: pathsOf('removed'),
    modified: pathsOf('modified'),
  };
  return {
    ref: `refs/heads/${branch}`,
    before: before?.sha ?? noCommit,
    after: after.sha,
    created: before === undefined,
    deleted: false,
    forced: false,
    base_ref: before === undefined ? `refs/heads/${repository.defaultBranch}` : null,
    compare: `${web}/compare/${(before ?? base).sha.slice(0, 12)}...${after.sha.slice(0, 12)}`,
    commits: [commit],
    head_commit: commit,
    pusher: { name: login, email },
    repository: pushedRepository(repository, { base: act.base, at: after.at }),
  };
}

function pushedRepository(repository: Repository, { base, at }: { base: string; at: number }): object {
  const { owner } = repository;
  const body = repositoryBody(repository, base);
  return {
    ...body,
    owner: { ...body.owner, name: owner.login, email: null },
    ...(owner.type === 'Organization' ? { organization: owner.login } : {}),
    url: webUrl(repository),
    created_at: Math.floor(repository.createdAt / 1000),
    pushed_at: Math.floor(at / 1000),
    stargazers: 0,
    master_branch: repository.defaultBranch,
  };
}
