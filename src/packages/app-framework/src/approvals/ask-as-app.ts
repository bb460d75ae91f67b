import type { GitHub } from '../github/github';
import { createRepositoryTokens, type RepositoryTokens, type TokenTarget } from '../progress/repository-token';
import type { AskGitHub } from '../rights/rights';

export interface AskAsAppCollaborators {
  readonly github: Pick<GitHub, 'request'>;
  /** URL of `GetInstallationToken`. */
  readonly endpoint: string;
  /** Base URLs of GitHub's REST API by their hosts. */
  readonly gitHubApiUrls: Readonly<Record<string, string>>;
}

export type AskAsApp = ReturnType<typeof createAskAsApp>;

/** Looks at GitHub as the installation of a job, with tokens that reach no further than each question. What may succeed later is thrown. */
export function createAskAsApp({ github, endpoint, gitHubApiUrls }: AskAsAppCollaborators) {
  const tokensOf = new Map<string, RepositoryTokens>();

  return function askFor(
    { host, appId, installationId }: Omit<TokenTarget, 'repositoryId'>,
    remainingMilliseconds: () => number,
  ): AskGitHub {
    const baseUrl = gitHubApiUrls[host];
    if (baseUrl === undefined)
      throw new Error(`Nothing says where the API of ${host} is: name it in the apps of WebhookIngestion.`);
    return async ({ path, scope: { permissions, repositoryIds = [] } }) => {
      const [repositoryId, ...others] = repositoryIds;
      if (others.length > 0) throw new Error('A question is about one repository, or about none.');
      const key = JSON.stringify(permissions);
      const tokens = tokensOf.get(key) ?? createRepositoryTokens({ endpoint, permissions });
      tokensOf.set(key, tokens);
      const target = { host, appId, installationId, repositoryId };
      const given = await tokens.tokenFor(target, remainingMilliseconds);
      if (given.kind === 'refused') return { kind: 'no-token', reason: given.message };
      const outcome = await github.request({
        baseUrl,
        route: 'GET /{+path}',
        parameters: { path: path.replace(/^\//, '') },
        token: given.token,
        spends: { appId, installationId },
        remainingMilliseconds,
      });
      if (outcome.kind === 'answered') return { kind: 'answered', status: outcome.status, body: outcome.data };
      if (outcome.kind === 'unauthorized') tokens.forget(target);
      const isRefusal = outcome.kind === 'not-found' || outcome.kind === 'forbidden';
      if (isRefusal && outcome.status !== undefined)
        return { kind: 'answered', status: outcome.status, body: undefined, reach: 'all that is installed' };
      throw new Error(`GET ${path} was not served: ${outcome.kind}, ${outcome.message}`);
    };
  };
}
