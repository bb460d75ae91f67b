import type { AppFramework } from '@aws/app-framework-for-github-apps-on-aws-client';
import { outputs } from './deployment';
import type { FunctionName } from './functions';
import type { RoleName } from './identities';

/** An operation: who may call it, where it lives, and the smallest request that needs nothing in the tables. */
export interface Operation {
  readonly name: string;
  readonly role: RoleName;
  readonly functionName: FunctionName;
  readonly url: string;
  readonly body: string;
  /** Status of the answer to that request, when it comes through. */
  readonly status: number;
  readonly call: (client: AppFramework) => Promise<unknown>;
}

/** An App id that nobody has. */
export const unknownApp = 9_007_199_254_740_991;

export const operations: readonly Operation[] = [
  {
    name: 'GetAppToken',
    role: 'AppTokenCallerRole',
    functionName: 'AppTokenEndpoint',
    url: `${base(outputs.AppTokenEndpoint)}/tokens/app`,
    body: JSON.stringify({ appId: unknownApp }),
    status: 404,
    call: (client) => client.getAppToken({ appId: unknownApp }),
  },
  {
    name: 'GetInstallationToken',
    role: 'InstallationTokenCallerRole',
    functionName: 'InstallationAccessTokenEndpoint',
    url: `${base(outputs.InstallationAccessTokenEndpoint)}/tokens/installation`,
    body: JSON.stringify({ appId: unknownApp, nodeId: 'O_nobody' }),
    status: 404,
    call: (client) => client.getInstallationToken({ appId: unknownApp, nodeId: 'O_nobody' }),
  },
  {
    name: 'RefreshCachedData',
    role: 'RefreshCallerRole',
    functionName: 'RefreshCachedDataEndpoint',
    url: `${base(outputs.RefreshCachedDataEndpoint)}/installations/refresh`,
    body: '',
    status: 200,
    call: (client) => client.refreshCachedData({}),
  },
  {
    name: 'GetInstallationData',
    role: 'RecordCallerRole',
    functionName: 'InstallationRecordEndpoint',
    url: `${base(outputs.InstallationRecordEndpoint)}/installations/info`,
    body: JSON.stringify({ nodeId: 'O_nobody' }),
    status: 404,
    call: (client) => client.getInstallationData({ nodeId: 'O_nobody' }),
  },
  {
    name: 'GetInstallations',
    role: 'InstallationsCallerRole',
    functionName: 'InstallationsEndpoint',
    url: `${base(outputs.InstallationsEndpoint)}/installations`,
    body: JSON.stringify({ maxResults: 1 }),
    status: 200,
    call: (client) => client.getInstallations({ maxResults: 1 }),
  },
  {
    name: 'RevokeInstallationTokens',
    role: 'RevokeTokensCallerRole',
    functionName: 'RevokeInstallationTokensEndpoint',
    url: `${base(outputs.RevokeInstallationTokensEndpoint)}/tokens/revoke`,
    body: JSON.stringify({ appId: unknownApp }),
    status: 404,
    call: (client) => client.revokeInstallationTokens({ appId: unknownApp }),
  },
];

// A real function URL ends with a slash.
function base(url: string): string {
  return url.replace(/\/+$/, '');
}
