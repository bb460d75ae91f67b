import type { GitHub, GitHubRoute } from '../github/github';
import type { GitHubOutcome } from '../github/outcome';
import type { RepositoryTokens, TokenTarget } from './repository-token';

export interface AskRepositoryCollaborators {
  readonly github: Pick<GitHub, 'request'>;
  readonly tokens: RepositoryTokens;
  /** Base URLs of GitHub's REST API by their hosts. */
  readonly gitHubApiUrls: Readonly<Record<string, string>>;
}

export interface RepositoryRequest {
  readonly route: GitHubRoute;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A repository as a token reaches it, and as routes name it. */
export interface RepositoryTarget extends TokenTarget {
  /** Full name. */
  readonly repository: string;
}

export type AskRepository = ReturnType<typeof createAskRepository>;

/** Requests about one repository, with a token that reaches no other. */
export function createAskRepository({ github, tokens, gitHubApiUrls }: AskRepositoryCollaborators) {
  /** A token that is refused is GitHub's refusal, too. @throws Error where it cannot be said whether there is a token */
  return async function ask(
    target: RepositoryTarget,
    { route, parameters }: RepositoryRequest,
    remainingMilliseconds: () => number,
  ): Promise<GitHubOutcome> {
    const { host, appId, installationId, repository } = target;
    const baseUrl = gitHubApiUrls[host];
    if (baseUrl === undefined)
      throw new Error(`Nothing says where the API of ${host} is: name it in the apps of WebhookIngestion.`);
    const given = await tokens.tokenFor(target, remainingMilliseconds);
    if (given.kind === 'refused') return { kind: 'forbidden', request: route, message: given.message };
    const [owner = '', repo = ''] = repository.split('/');
    const isOfRest = route !== 'POST /graphql';
    const outcome = await github.request({
      baseUrl: isOfRest ? baseUrl : baseUrl.replace(/\/api\/v3\/*$/, '/api'),
      route,
      token: given.token,
      parameters: { ...(route.includes('{owner}') && { owner, repo }), ...parameters },
      spends: { appId, installationId },
      remainingMilliseconds,
    });
    if (outcome.kind === 'unauthorized') tokens.forget(target);
    return outcome;
  };
}
