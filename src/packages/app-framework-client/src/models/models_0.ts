// smithy-typescript generated code
import type { PermissionLevel } from "./enums";

/**
 * What a token turned out to reach, in GitHub's own words. Lists are absent where the token reaches all repositories of the installation.
 * @public
 */
export interface ActualScope {
  /**
   * Ids of the repositories that the token reaches.
   * @public
   */
  repositoryIds?: number[] | undefined;

  /**
   * Names of the repositories that the token reaches, in the order of the ids.
   * @public
   */
  repositoryNames?: string[] | undefined;

  /**
   * Permissions that the token holds.
   * @public
   */
  permissions?: Record<string, string> | undefined;
}

/**
 * Which App to speak for.
 * @public
 */
export interface GetAppTokenInput {
  /**
   * The App, whose key must have been imported.
   * @public
   */
  appId: number;
}

/**
 * An App token.
 * @public
 */
export interface GetAppTokenOutput {
  /**
   * The token, for the header `Authorization: Bearer`.
   * @public
   */
  appToken: string;

  /**
   * The App it speaks for.
   * @public
   */
  appId: number;

  /**
   * When to stop using it: ten seconds before GitHub does.
   * @public
   */
  expirationTime: Date;
}

/**
 * Describes one specific validation failure for an input member.
 * @public
 */
export interface ValidationExceptionField {
  /**
   * A JSONPointer expression to the structure member whose value failed to satisfy the modeled constraints.
   * @public
   */
  path: string;

  /**
   * A detailed description of the validation failure.
   * @public
   */
  message: string;
}

/**
 * Which account.
 * @public
 */
export interface GetInstallationDataInput {
  /**
   * By its node id.
   * @public
   */
  nodeId?: string | undefined;

  /**
   * By the id of an installation on it.
   * @public
   */
  installationId?: number | undefined;

  /**
   * By its login or slug, as last seen. Logins can change hands, so compare the `nodeId` of what comes back where that matters.
   * @public
   */
  owner?: string | undefined;
}

/**
 * One installation of an App.
 * @public
 */
export interface InstallationRecord {
  /**
   * The App.
   * @public
   */
  appId: number;

  /**
   * The installation.
   * @public
   */
  installationId: number;

  /**
   * Node id of the account that the App is installed on.
   * @public
   */
  nodeId: string;

  /**
   * Kind of that account: `Organization`, `User` or `Enterprise`.
   * @public
   */
  targetType: string;

  /**
   * Login, or slug of an enterprise, as last seen.
   * @public
   */
  name: string;

  /**
   * `all` or `selected` repositories.
   * @public
   */
  repositorySelection?: string | undefined;

  /**
   * What the installation may do.
   * @public
   */
  permissions?: Record<string, string> | undefined;

  /**
   * Since when the installation is suspended; absent when it is not.
   * @public
   */
  suspendedAt?: Date | undefined;
}

/**
 * What is known.
 * @public
 */
export interface GetInstallationDataOutput {
  /**
   * An entry an App that is installed there.
   * @public
   */
  installations: InstallationRecord[];
}

/**
 * Which installations, and where to go on.
 * @public
 */
export interface GetInstallationsInput {
  /**
   * Only those of this App.
   * @public
   */
  appId?: number | undefined;

  /**
   * Most entries a page, 100 when absent.
   * @public
   */
  maxResults?: number | undefined;

  /**
   * Where to go on, from the answer before; only together with the same `appId`.
   * @public
   */
  nextToken?: string | undefined;
}

/**
 * A page of installations.
 * @public
 */
export interface GetInstallationsOutput {
  /**
   * The page; it may be shorter than `maxResults`, even empty, and still have a successor.
   * @public
   */
  installations: InstallationRecord[];

  /**
   * Where to go on; absent on the last page.
   * @public
   */
  nextToken?: string | undefined;
}

/**
 * What a token may do: which permissions on which repositories. A member that is absent leaves that side as wide as the
 * installation itself. Repositories may be named by id, by name, or both; the token reaches all that are named.
 * @public
 */
export interface ScopeDown {
  /**
   * Repositories by id.
   * @public
   */
  repositoryIds?: number[] | undefined;

  /**
   * Repositories by name, without the owner.
   * @public
   */
  repositoryNames?: string[] | undefined;

  /**
   * Permissions by GitHub's name, such as `contents` or `pull_requests`.
   * @public
   */
  permissions?: Record<string, PermissionLevel> | undefined;
}

/**
 * Which installation to act for, and how little suffices.
 * @public
 */
export interface GetInstallationTokenInput {
  /**
   * The App.
   * @public
   */
  appId: number;

  /**
   * Target by the node id of the account that the App is installed on.
   * @public
   */
  nodeId?: string | undefined;

  /**
   * Target by the id of the installation.
   * @public
   */
  installationId?: number | undefined;

  /**
   * Target by the login (user, organization) or slug (enterprise) of the account that the App is installed on.
   * @public
   */
  owner?: string | undefined;

  /**
   * What the token is to be limited to; all that the installation may do when absent.
   * @public
   */
  scopeDown?: ScopeDown | undefined;
}

/**
 * An installation token.
 * @public
 */
export interface GetInstallationTokenOutput {
  /**
   * The token, for the header `Authorization: Bearer` or as password of the git user `x-access-token`.
   * @public
   */
  installationToken: string;

  /**
   * Node id of the account that the App is installed on.
   * @public
   */
  nodeId: string;

  /**
   * The App.
   * @public
   */
  appId: number;

  /**
   * The installation.
   * @public
   */
  installationId: number;

  /**
   * When GitHub stops accepting the token.
   * @public
   */
  expirationTime: Date;

  /**
   * The scope that was asked for; absent when none was.
   * @public
   */
  requestedScopeDown?: ScopeDown | undefined;

  /**
   * The scope that GitHub gave.
   * @public
   */
  actualScopeDown: ActualScope;
}

/**
 * Nothing to choose: all Apps are refreshed.
 * @public
 */
export interface RefreshCachedDataInput {}

/**
 * Counts of one refresh.
 * @public
 */
export interface RefreshCounts {
  /**
   * Apps looked at.
   * @public
   */
  apps: number;

  /**
   * Installations that GitHub listed.
   * @public
   */
  installations: number;

  /**
   * Rows that were new or had changed.
   * @public
   */
  written: number;

  /**
   * Rows taken away because GitHub no longer lists the installation, or the App has no key here any more.
   * @public
   */
  removed: number;

  /**
   * Rows that were already right.
   * @public
   */
  unchanged: number;
}

/**
 * An App that could not be refreshed; its rows were left as they were.
 * @public
 */
export interface RefreshFailure {
  /**
   * The App.
   * @public
   */
  appId: number;

  /**
   * What was tried and what came back.
   * @public
   */
  reason: string;
}

/**
 * What the refresh did.
 * @public
 */
export interface RefreshCachedDataOutput {
  /**
   * One sentence for people.
   * @public
   */
  message: string;

  /**
   * When the refresh began.
   * @public
   */
  refreshedDate: Date;

  /**
   * Counts over all Apps.
   * @public
   */
  counts: RefreshCounts;

  /**
   * Apps that could not be refreshed; absent when all were.
   * @public
   */
  failures?: RefreshFailure[] | undefined;
}
