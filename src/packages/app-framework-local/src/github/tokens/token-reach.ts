import type { Installations } from '../installations/installations';
import type { Repository } from '../repositories/repositories';
import type { InstallationToken } from './tokens';

/** The repositories that a token reaches now. */
export function reachOf(
  installations: Installations,
  { installation, scope }: InstallationToken,
): readonly Repository[] {
  const now = installations.repositoriesOf(installation);
  return scope.repositories?.filter((repository) => now.includes(repository)) ?? now;
}
