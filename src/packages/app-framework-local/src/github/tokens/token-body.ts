import { repositoryBody } from '../repositories/repository-body';
import type { InstallationTokenBody } from '../server/schemas';
import { gitHubTime } from '../world/clock';
import type { InstallationToken } from './tokens';

/** `repositories` is there only when the token was narrowed to some. */
export function tokenBody(
  { text, expiresAt, installation, scope }: InstallationToken,
  base: string,
): InstallationTokenBody {
  const body: InstallationTokenBody = {
    token: text,
    expires_at: gitHubTime(expiresAt),
    permissions: scope.permissions,
    repository_selection: scope.repositories === undefined ? installation.repositorySelection : 'selected',
  };
  if (scope.repositories === undefined) return body;
  body.repositories = scope.repositories.map((repository) => repositoryBody(repository, base));
  return body;
}
