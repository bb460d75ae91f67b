import { requiredVariable } from '../lambda/environment';
import { type AskRepository, createAskRepository } from './ask-repository';
import { measuredGitHub } from './measured-git-hub';
import { createRepositoryTokens, type RepositoryPermissions } from './repository-token';

/** Environment of what asks GitHub about repositories, besides that of every connected function. */
export interface AskEnvironment {
  /** JSON of an object: base URLs of GitHub's REST API by their hosts. */
  readonly APP_FRAMEWORK_GITHUB_API_URLS: string;
  readonly APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT: string;
}

const variable = requiredVariable<keyof AskEnvironment>;

/** Asks GitHub about repositories with tokens that have these permissions, and no others. */
export function askFromEnvironment(permissions: RepositoryPermissions): AskRepository {
  return createAskRepository({
    github: measuredGitHub(),
    tokens: createRepositoryTokens({
      endpoint: variable('APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT'),
      permissions,
    }),
    gitHubApiUrls: JSON.parse(variable('APP_FRAMEWORK_GITHUB_API_URLS')),
  });
}
