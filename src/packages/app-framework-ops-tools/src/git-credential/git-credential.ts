import { createHash } from 'node:crypto';
import { GetInstallationTokenCommand } from '@aws/app-framework-for-github-apps-on-aws-client';
import type { PermissionLevel } from '../command-line/arguments';
import type { CommandContext, CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { CommandError } from '../command-line/failures';
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
  readonly appId: number;
  /** `get`, `store` or `erase`; git may come up with others. */
  readonly operation: string;
  /** Host, and port if any, that tokens may go to. */
  readonly host: string;
  readonly permission?: Record<string, PermissionLevel>;
  readonly reach: 'the repository' | 'the installation';
  readonly table?: string;
  readonly url?: string;
}

const nothing: CommandResult = { exitCode: exitCodes.ok, json: {}, text: '' };

/**
 * Speaks git's helper protocol (https://git-scm.com/docs/gitcredentials): a token of the repository's installation for `get`, and a report of
 * one that GitHub refused for `erase`. For other hosts there is no answer, and git asks its next helper.
 */
export async function gitCredential(request: GitCredentialRequest, context: CommandContext): Promise<CommandResult> {
  const { operation, host } = request;
  if (operation !== 'get' && operation !== 'erase') return nothing;
  if (!context.input) throw new CommandError('usage', 'git-credential is run by git, which writes to its input.');
  const credential = parseGitCredential(Buffer.from(await context.input()).toString());
  if (credential.host.toLowerCase() !== host.toLowerCase() || !isSafe(credential)) return nothing;
  return operation === 'get' ? get(request, credential) : erase(request, credential);
}

async function get(request: GitCredentialRequest, { path }: GitCredential): Promise<CommandResult> {
  const answer = await ask(request, repositoryIn(path));
  const { installationToken: token, expirationTime: expiresAt } = answer;
  return {
    exitCode: exitCodes.ok,
    json: { username: tokenUser, password: token, expirationTime: expiresAt },
    text: formatGitCredential({ token, expiresAt }),
  };
}

async function erase(request: GitCredentialRequest, credential: GitCredential): Promise<CommandResult> {
  const { username, password, path } = credential;
  if (username !== tokenUser || password === undefined) return nothing;
  await ask(request, repositoryIn(path), createHash('sha256').update(password).digest('base64'));
  return nothing;
}

async function ask(request: GitCredentialRequest, { owner, name }: GitRepository, unusableTokenHash?: string) {
  const { appId, permission, reach, table, url } = request;
  const client = await connectTo({ endpoint: 'InstallationAccessTokenEndpoint', table, url });
  const repositoryNames = reach === 'the repository' ? [name] : undefined;
  const isScoped = repositoryNames !== undefined || permission !== undefined;
  return client.send(
    new GetInstallationTokenCommand({
      appId,
      owner,
      ...(isScoped && { scopeDown: { repositoryNames, permissions: permission } }),
      unusableTokenHash,
    }),
  );
}

/** A token in the clear is everybody's, except on this computer. */
function isSafe({ protocol, host }: GitCredential): boolean {
  return protocol === 'https' || (protocol === 'http' && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host));
}
