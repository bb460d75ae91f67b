import { callFunctionUrl } from '../aws/call-function';
import type { Job } from '../jobs/job';
import { field } from '../lambda/parsed-json';
import { createShortMemory } from '../lambda/short-memory';

export interface RepositoryTokenCollaborators {
  /** URL of `GetInstallationToken`. */
  readonly endpoint: string;
  readonly permissions: RepositoryPermissions;
  readonly now?: () => Date;
}

export type RepositoryPermissions = Readonly<Record<string, 'read' | 'write'>>;

/** Answered tokens live a quarter of an hour at least. */
const lifetimeMilliseconds = 10 * 60_000;
const longestCallMilliseconds = 20_000;

/** Tokens that reach one repository, or all where the target names none, with these permissions and no others. */
export function createRepositoryTokens(collaborators: RepositoryTokenCollaborators) {
  const { endpoint, permissions, now = () => new Date() } = collaborators;
  const memory = createShortMemory<string>({ lifetimeMilliseconds, now });
  const url = `${endpoint.replace(/\/+$/, '')}/tokens/installation`;
  const keyOf = ({ host, appId, installationId, repositoryId }: TokenTarget) =>
    [host, appId, installationId, repositoryId].join('#');

  return {
    /** @throws Error where it cannot be said whether there is one */
    async tokenFor(target: TokenTarget, remainingMilliseconds: () => number): Promise<TokenOutcome> {
      const known = memory.recall(keyOf(target));
      if (known !== undefined) return { kind: 'token', token: known };
      const { appId, installationId, repositoryId } = target;
      const { status, output } = await callFunctionUrl({
        url,
        input: {
          appId,
          installationId,
          scopeDown: { ...(repositoryId !== undefined && { repositoryIds: [repositoryId] }), permissions },
        },
        timeoutMilliseconds: Math.min(longestCallMilliseconds, remainingMilliseconds()),
      });
      const token = field(output, 'installationToken');
      if (status !== 200 || typeof token !== 'string') {
        const said = String(field(output, 'message') ?? 'no reason given');
        const message = `A token for ${repositoryId === undefined ? 'all repositories' : `the repository ${repositoryId}`} of installation ${installationId} was asked for, and ${status} came back: ${said}`;
        // The App was not given this permission, is suspended, or is gone: asking again changes nothing.
        if (status >= 400 && status < 500 && status !== 429) return { kind: 'refused', message };
        throw new Error(message);
      }
      memory.remember(keyOf(target), token);
      return { kind: 'token', token };
    },
    /** The next one comes from the deployment: GitHub took this one no more. */
    forget(target: TokenTarget): void {
      memory.forget(keyOf(target));
    },
  };
}

export type TokenOutcome =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'refused'; readonly message: string };
export interface TokenTarget extends Pick<Job, 'host' | 'appId' | 'installationId'> {
  readonly repositoryId?: number | undefined;
}
export type RepositoryTokens = ReturnType<typeof createRepositoryTokens>;
