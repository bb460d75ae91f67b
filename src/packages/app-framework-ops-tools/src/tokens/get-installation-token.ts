import { type ActualScope, GetInstallationTokenCommand } from '@aws/app-framework-for-github-apps-on-aws-client';
import type { AppReference, NamedRepository, PermissionLevel } from '../command-line/arguments';
import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { CommandError } from '../command-line/failures';
import { formatFields } from '../command-line/table';
import { gitHostOf, hostOfApp } from '../deployments/app-host';
import { appIdOf } from '../deployments/app-reference';
import { connectTo } from '../deployments/framework-client';
import { oneWord } from '../git-credential/git-credential-protocol';
import { displayToken, type TokenDisplay } from './masked-token';

/** Which installation to get a token for, how little it is to reach, and whether to print it. */
export interface InstallationTokenRequest {
  readonly app: AppReference;
  readonly nodeId?: string;
  readonly installationId?: number;
  readonly owner?: string;
  readonly enterprise?: string;
  readonly repository?: NamedRepository[];
  readonly repositoryId?: number[];
  readonly permission?: Record<string, PermissionLevel>;
  readonly table?: string;
  readonly url?: string;
  /** Host of the App; asked of its row when absent, unless `url` is there. */
  readonly host?: string;
  /** Least minutes that the token must still live. */
  readonly minimumLifetime?: number;
  /** For a token that nobody else is given. */
  readonly fresh?: true;
  readonly display: TokenDisplay;
  /** `env` and `token` print the token for programs, whatever `display` says. */
  readonly format?: 'env' | 'token' | 'json';
}

/** Gets a token that acts for an installation. */
export async function getInstallationToken(request: InstallationTokenRequest): Promise<CommandResult> {
  const { nodeId, installationId, enterprise, table, url, minimumLifetime, fresh, display, format } = request;
  const owner = ownerOf(request);
  if ([nodeId, installationId, owner, enterprise].filter((target) => target !== undefined).length !== 1) {
    throw new CommandError(
      'usage',
      'Say which installation by exactly one of --node-id, --installation-id, --owner and --enterprise.',
    );
  }
  const appId = await appIdOf(request.app, table);
  const host = format === 'env' ? await hostFor(request, appId) : undefined;
  const client = await connectTo({ endpoint: 'InstallationAccessTokenEndpoint', table, url });
  const target = { appId, nodeId, installationId, owner, enterprise };
  const answer = await client.send(
    new GetInstallationTokenCommand({
      ...target,
      scopeDown: scopeDownOf({ ...request, owner }),
      minimumLifetime,
      fresh,
    }),
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
        ? wordsFor(answer.installationToken, format === 'env' ? (gitHostIn(answer) ?? host) : undefined)
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

/** The installation's account, by itself or by the repositories that name it. */
function ownerOf(request: InstallationTokenRequest): string | undefined {
  const { nodeId, installationId, owner, enterprise, repository = [] } = request;
  const isNamedOtherwise = [nodeId, installationId, enterprise].some((target) => target !== undefined);
  const [named, ...others] = [owner, ...repository.map((each) => each.owner)].filter((each) => each !== undefined);
  const other = others.find((each) => each.toLowerCase() !== named?.toLowerCase());
  if (other !== undefined) {
    throw new CommandError('usage', `A token is for one account, and two are named: ${named} and ${other}.`);
  }
  return owner ?? (isNamedOtherwise ? undefined : named);
}

async function hostFor({ host, url, table }: InstallationTokenRequest, appId: number): Promise<string> {
  if (host !== undefined) return host;
  return url === undefined ? gitHostOf(await hostOfApp({ appId, table })) : 'github.com';
}

/** Older deployments do not say. */
function gitHostIn({ gitHubApiUrl }: { readonly gitHubApiUrl?: string | undefined }): string | undefined {
  return gitHubApiUrl && gitHostOf(gitHubApiUrl);
}

/** The token alone, or with a host the variables that gh reads it from (https://cli.github.com/manual/gh_help_environment). */
function wordsFor(token: string, host: string | undefined): string {
  const word = oneWord(token);
  if (host === undefined) return word;
  if (host === 'github.com') return `GH_TOKEN=${word}`;
  return `${host.endsWith('.ghe.com') ? 'GH_TOKEN' : 'GH_ENTERPRISE_TOKEN'}=${word}\nGH_HOST=${host}`;
}

/** Absent where nothing is limited: to GitHub an empty list of repositories means all of them. */
function scopeDownOf(request: Omit<InstallationTokenRequest, 'owner'> & { readonly owner: string | undefined }) {
  const { owner, repository, repositoryId, permission } = request;
  if (repository === undefined && repositoryId === undefined && permission === undefined) {
    return undefined;
  }
  return {
    repositoryNames: repository?.map(owner === undefined ? fullName : ({ name }) => name),
    repositoryIds: repositoryId,
    permissions: permission,
  };
}

/** With its owner, which the deployment compares with the account of an installation that was named otherwise. */
function fullName({ owner, name }: NamedRepository): string {
  return owner === undefined ? name : `${owner}/${name}`;
}

function repositoriesOf({ repositoryNames, repositoryIds }: ActualScope): string {
  return (repositoryNames ?? repositoryIds?.map(String))?.join(', ') ?? 'all of the installation';
}

function permissionsOf({ permissions = {} }: ActualScope): string | undefined {
  const levels = Object.entries(permissions).map(([name, level]) => `${name}=${level}`);
  return levels.length === 0 ? undefined : levels.sort().join(', ');
}
