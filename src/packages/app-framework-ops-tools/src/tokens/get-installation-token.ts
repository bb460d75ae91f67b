import { type ActualScope, GetInstallationTokenCommand } from '@aws/app-framework-for-github-apps-on-aws-client';
import type { PermissionLevel } from '../command-line/arguments';
import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { CommandError } from '../command-line/failures';
import { formatFields } from '../command-line/table';
import { connectTo } from '../deployments/framework-client';
import { oneWord } from '../git-credential/git-credential-protocol';
import { displayToken, type TokenDisplay } from './masked-token';

/** Which installation to get a token for, how little it is to reach, and whether to print it. */
export interface InstallationTokenRequest {
  readonly appId: number;
  readonly nodeId?: string;
  readonly installationId?: number;
  readonly owner?: string;
  readonly repository?: string[];
  readonly repositoryId?: number[];
  readonly permission?: Record<string, PermissionLevel>;
  readonly table?: string;
  readonly url?: string;
  readonly display: TokenDisplay;
  /** `env` and `token` print the token for programs, whatever `display` says. */
  readonly format?: 'env' | 'token' | 'json';
}

/** Gets a token that acts for an installation. */
export async function getInstallationToken(request: InstallationTokenRequest): Promise<CommandResult> {
  const { appId, nodeId, installationId, owner, table, url, display, format } = request;
  if ([nodeId, installationId, owner].filter((target) => target !== undefined).length !== 1) {
    throw new CommandError(
      'usage',
      'Say which installation by exactly one of --node-id, --installation-id and --owner.',
    );
  }
  const client = await connectTo({ endpoint: 'InstallationAccessTokenEndpoint', table, url });
  const answer = await client.send(
    new GetInstallationTokenCommand({ appId, nodeId, installationId, owner, scopeDown: scopeDownOf(request) }),
  );
  const { token, hashedToken } = displayToken(answer.installationToken, display);
  return {
    exitCode: exitCodes.ok,
    json: {
      appId: answer.appId,
      installationId: answer.installationId,
      nodeId: answer.nodeId,
      installationToken: token,
      hashedToken,
      expirationTime: answer.expirationTime,
      requestedScopeDown: answer.requestedScopeDown,
      actualScopeDown: answer.actualScopeDown,
    },
    text:
      format === 'env' || format === 'token'
        ? wordFor(answer.installationToken, format)
        : formatFields({
            App: String(answer.appId),
            Installation: String(answer.installationId),
            'Node id': answer.nodeId,
            Token: display === 'shown' ? token : `${token} (--show-token prints it)`,
            'SHA-256': hashedToken,
            Expires: answer.expirationTime.toISOString(),
            Repositories: repositoriesOf(answer.actualScopeDown),
            Permissions: permissionsOf(answer.actualScopeDown),
          }),
  };
}

function wordFor(token: string, format: 'env' | 'token'): string {
  return format === 'env' ? `GH_TOKEN=${oneWord(token)}` : oneWord(token);
}

/** Absent where nothing is limited: to GitHub an empty list of repositories means all of them. */
function scopeDownOf({ repository, repositoryId, permission }: InstallationTokenRequest) {
  if (repository === undefined && repositoryId === undefined && permission === undefined) {
    return undefined;
  }
  return { repositoryNames: repository, repositoryIds: repositoryId, permissions: permission };
}

function repositoriesOf({ repositoryNames, repositoryIds }: ActualScope): string {
  return (repositoryNames ?? repositoryIds?.map(String))?.join(', ') ?? 'all of the installation';
}

function permissionsOf({ permissions = {} }: ActualScope): string | undefined {
  const levels = Object.entries(permissions).map(([name, level]) => `${name}=${level}`);
  return levels.length === 0 ? undefined : levels.sort().join(', ');
}
