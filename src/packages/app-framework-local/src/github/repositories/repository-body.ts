import { simpleUser } from '../accounts/account-body';
import type { RepositoryBody } from '../server/schemas';
import { gitHubTime } from '../world/clock';
import type { Repository } from './repositories';

/** GitHub sends custom properties with every repository, and describes them with some. */
export function repositoryBody(
  repository: Repository,
  base: string,
): RepositoryBody & { readonly custom_properties: Record<string, string> } {
  const fullName = `${repository.owner.login}/${repository.name}`;
  const api = `${base}/repos/${fullName}`;
  const web = `https://github.com/${fullName}`;
  const created = gitHubTime(repository.createdAt);
  return {
    id: repository.id,
    node_id: repository.nodeId,
    name: repository.name,
    full_name: fullName,
    owner: simpleUser(repository.owner, base),
    private: repository.isPrivate,
    visibility: repository.isPrivate ? 'private' : 'public',
    description: null,
    homepage: null,
    language: null,
    license: null,
    mirror_url: null,
    default_branch: repository.defaultBranch,
    fork: false,
    archived: repository.isArchived,
    disabled: false,
    is_template: false,
    allow_forking: true,
    web_commit_signoff_required: false,
    has_issues: true,
    has_projects: true,
    has_wiki: true,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    topics: [],
    custom_properties: {},
    size: 0,
    forks: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    open_issues: 0,
    open_issues_count: 0,
    pushed_at: gitHubTime(repository.pushedAt),
    created_at: created,
    updated_at: created,
    permissions: { admin: false, maintain: false, push: false, triage: false, pull: false },
    html_url: web,
    clone_url: `${web}.git`,
    git_url: `git://github.com/${fullName}.git`,
    ssh_url: `git@github.com:${fullName}.git`,
    svn_url: web,
    url: api,
    ...apiUrls(api),
  };
}

type ApiUrls = Pick<RepositoryBody, Exclude<Extract<keyof RepositoryBody, `${string}_url`>, NonApiUrl>>;
type NonApiUrl = 'html_url' | 'clone_url' | 'git_url' | 'ssh_url' | 'svn_url' | 'mirror_url';

function apiUrls(api: string): ApiUrls {
  return {
    archive_url: `${api}/{archive_format}{/ref}`,
    assignees_url: `${api}/assignees{/user}`,
    blobs_url: `${api}/git/blobs{/sha}`,
    branches_url: `${api}/branches{/branch}`,
    collaborators_url: `${api}/collaborators{/collaborator}`,
    comments_url: `${api}/comments{/number}`,
    commits_url: `${api}/commits{/sha}`,
    compare_url: `${api}/compare/{base}...{head}`,
    contents_url: `${api}/contents/{+path}`,
    contributors_url: `${api}/contributors`,
    deployments_url: `${api}/deployments`,
    downloads_url: `${api}/downloads`,
    events_url: `${api}/events`,
    forks_url: `${api}/forks`,
    git_commits_url: `${api}/git/commits{/sha}`,
    git_refs_url: `${api}/git/refs{/sha}`,
    git_tags_url: `${api}/git/tags{/sha}`,
    hooks_url: `${api}/hooks`,
    issue_comment_url: `${api}/issues/comments{/number}`,
    issue_events_url: `${api}/issues/events{/number}`,
    issues_url: `${api}/issues{/number}`,
    keys_url: `${api}/keys{/key_id}`,
    labels_url: `${api}/labels{/name}`,
    languages_url: `${api}/languages`,
    merges_url: `${api}/merges`,
    milestones_url: `${api}/milestones{/number}`,
    notifications_url: `${api}/notifications{?since,all,participating}`,
    pulls_url: `${api}/pulls{/number}`,
    releases_url: `${api}/releases{/id}`,
    stargazers_url: `${api}/stargazers`,
    statuses_url: `${api}/statuses/{sha}`,
    subscribers_url: `${api}/subscribers`,
    subscription_url: `${api}/subscription`,
    tags_url: `${api}/tags`,
    teams_url: `${api}/teams`,
    trees_url: `${api}/git/trees{/sha}`,
  };
}
