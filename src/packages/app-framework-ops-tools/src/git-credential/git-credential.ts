import { createHash } from 'node:crypto';
import { GetInstallationTokenCommand } from '@aws/app-framework-for-github-apps-on-aws-client';
import type { AppReference, PermissionLevel } from '../command-line/arguments';
import type { CommandContext, CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { CommandError, describeFailure } from '../command-line/failures';
import { hostOfApp, isHostOf } from '../deployments/app-host';
import { appIdOf } from '../deployments/app-reference';
import { connectTo } from '../deployments/framework-client';
import {
  formatGitCredential,
  type GitCredential,
  type GitRepository,
  parseGitCredential,
  repositoryIn,
  tokenUser,
} from './git-credential-protocol';

/** What git was told to run, and what it runs it for. */
export interface GitCredentialRequest {
  readonly app: AppReference;
  /** `get`, `store` or `erase`; git may come up with others. */
  readonly operation: string;
  /** Host, and port if any, that tokens may go to; the App's own when absent, and never any but that. */
  readonly host?: string;
  readonly permission?: Record<string, PermissionLevel>;
  readonly reach: 'the repository' | 'the installation';
  readonly minimumLifetime?: number;
  readonly table?: string;
  readonly url?: string;
  /** Whether git may go on with its next helper, and with asking, where there is no token. */
  readonly refusal: 'goes on' | 'quits';
}

const hostUntold =
  'The deployment does not say which host the token is for, so git gets none. Deploy it again, with this version, or leave out --endpoint.';
const nothing: CommandResult = { exitCode: exitCodes.ok, json: {}, text: '' };

/**
 * Speaks git's helper protocol (https://git-scm.com/docs/gitcredentials): a token of the repository's installation for `get`, and a report of
 * one that GitHub refused for `erase`. For hosts that are not the App's there is no answer, and git asks its next helper.
 */
export async function gitCredential(request: GitCredentialRequest, context: CommandContext): Promise<CommandResult> {
  const { operation, host } = request;
  if (operation !== 'get' && operation !== 'erase') return nothing;
  if (!context.input) throw new CommandError('usage', 'git-credential is run by git, which writes to its input.');
  const credential = parseGitCredential(Buffer.from(await context.input()).toString());
  const isOther = host !== undefined && credential.host.toLowerCase() !== host;
  if (isOther || !isSafe(credential)) return nothing;
  if (operation === 'erase' && !isOurs(credential)) return nothing;
  try {
    const appId = await appIdOf(request.app, request.table);
    if (!(await isForHost(request, appId, credential.host))) return nothing;
    return await (operation === 'get' ? get(request, appId, credential) : erase(request, appId, credential));
  } catch (error) {
    if (request.refusal === 'goes on' || operation === 'erase') throw error;
    const { exitCode, kind, message } = describeFailure(error);
    context.progress(`error: ${message}`);
    return { exitCode, json: { quit: true, error: { kind, message } }, text: 'quit=1' };
  }
}

/**
 * By the App's row: a token of one GitHub is not to be shown to another, whatever git or its configuration say. Where the row cannot be
 * looked at, since only a URL is given, what the deployment answers decides.
 */
async function isForHost({ url, table }: GitCredentialRequest, appId: number, asked: string): Promise<boolean> {
  return url !== undefined || isHostOf(await hostOfApp({ appId, table }), asked);
}

async function get(
  request: GitCredentialRequest,
  appId: number,
  { host, path }: GitCredential,
): Promise<CommandResult> {
  const answer = await ask(request, { appId, ...repositoryIn(path) });
  const { installationToken: token, expirationTime: expiresAt, gitHubApiUrl } = answer;
  if (gitHubApiUrl === undefined) {
    // The row has decided, unless there was only a URL.
    if (request.url !== undefined) throw new CommandError('refused', hostUntold);
  } else if (!isHostOf(gitHubApiUrl, host)) return nothing;
  return {
    exitCode: exitCodes.ok,
    json: { username: tokenUser, password: token, expirationTime: expiresAt },
    text: formatGitCredential({ token, expiresAt }),
  };
}

async function erase(request: GitCredentialRequest, appId: number, credential: GitCredential): Promise<CommandResult> {
  const { password = '', path } = credential;
  const unusableTokenHash = createHash('sha256').update(password).digest('base64');
  await ask(request, { appId, ...repositoryIn(path), unusableTokenHash });
  return nothing;
}

function isOurs({ username, password }: GitCredential): boolean {
  return username === tokenUser && password !== undefined;
}

interface Question extends GitRepository {
  readonly appId: number;
  readonly unusableTokenHash?: string;
}

async function ask(request: GitCredentialRequest, { appId, owner, name, unusableTokenHash }: Question) {
  const { permission, reach, minimumLifetime, table, url } = request;
  const client = await connectTo({ endpoint: 'InstallationAccessTokenEndpoint', table, url });
  const repositoryNames = reach === 'the repository' ? [name] : undefined;
  const isScoped = repositoryNames !== undefined || permission !== undefined;
  return client.send(
    new GetInstallationTokenCommand({
      appId,
      owner,
      ...(isScoped && { scopeDown: { repositoryNames, permissions: permission } }),
      minimumLifetime,
      unusableTokenHash,
    }),
  );
}

/** A token in the clear is everybody's, except on this computer. */
function isSafe({ protocol, host }: GitCredential): boolean {
  return protocol === 'https' || (protocol === 'http' && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host));
}
