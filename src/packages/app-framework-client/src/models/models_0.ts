// smithy-typescript generated code
import type {
  Drafts,
  Forks,
  IntegrationStatus,
  PermissionLevel,
  RunOrSkip,
  TriggerEvent,
  TriggerOutcome,
  WhenFiltered,
} from "./enums";

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
 * Which App, and for whom.
 * @public
 */
export interface CreateInstallLinkInput {
  /**
   * The App: one that people sign in to.
   * @public
   */
  appId: number;

  /**
   * The user, as your product calls them.
   * @public
   */
  userId: string;

  /**
   * How the page names the user, so that whoever opens the link sees for whom the App is installed. Such as an address of e-mail.
   * @public
   */
  userLabel: string;
}

/**
 * The link.
 * @public
 */
export interface CreateInstallLinkOutput {
  /**
   * To be opened by this user, and nobody else.
   * @public
   */
  url: string;

  /**
   * Until when it is good.
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
 * Which trigger.
 * @public
 */
export interface DeleteTriggerInput {
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
   * The trigger.
   * @public
   */
  triggerId: string;
}

/**
 * When a workflow is started: all that is given must let an event through. What an event does not have is refused as a filter of it.
 * @public
 */
export interface TriggerFilters {
  /**
   * The event.
   * @public
   */
  event: TriggerEvent;

  /**
   * What happened, in GitHub's words; for pull requests `opened`, `synchronize` and `reopened` when absent.
   * @public
   */
  actions?: string[] | undefined;

  /**
   * Patterns of the branch that was pushed, or that it is to be merged into.
   * @public
   */
  branches?: string[] | undefined;

  /**
   * Patterns of the branch that a pull request comes from.
   * @public
   */
  heads?: string[] | undefined;

  /**
   * Patterns of the tag that was pushed.
   * @public
   */
  tags?: string[] | undefined;

  /**
   * Logins of who opened it, or pushed.
   * @public
   */
  authors?: string[] | undefined;

  /**
   * Labels, of which one must be there.
   * @public
   */
  labels?: string[] | undefined;

  /**
   * Patterns of the title.
   * @public
   */
  titles?: string[] | undefined;

  /**
   * Types of what is dispatched.
   * @public
   */
  types?: string[] | undefined;

  /**
   * For schedules: minute, hour, day of the month, month and day of the week, as `0 3 * * MON-FRI`. Either this or `rate`.
   * @public
   */
  cron?: string | undefined;

  /**
   * For schedules: how often, as `6 hours`; `minutes`, `hours` or `days`, five minutes at least. Counted from the beginning of 1970, in UTC.
   * @public
   */
  rate?: string | undefined;

  /**
   * Where `cron` is what clocks show, as `Europe/Berlin`; UTC when absent.
   * @public
   */
  timezone?: string | undefined;

  /**
   * Names of workflows of GitHub Actions.
   * @public
   */
  workflows?: string[] | undefined;

  /**
   * Names of commands.
   * @public
   */
  commands?: string[] | undefined;

  /**
   * How those ended; `success` when absent.
   * @public
   */
  conclusions?: string[] | undefined;

  /**
   * Patterns of changed files, of which one must be meant.
   * @public
   */
  paths?: string[] | undefined;

  /**
   * What happens where nobody can tell which files changed; `run` when absent.
   * @public
   */
  whenUnknown?: RunOrSkip | undefined;

  /**
   * What becomes of the check where filters refuse an event; `nothing` when absent.
   * @public
   */
  whenFiltered?: WhenFiltered | undefined;

  /**
   * Whether drafts start it; `run` when absent.
   * @public
   */
  drafts?: Drafts | undefined;

  /**
   * Whether what comes from forks starts it: for pull requests `approve` when absent, for runs of GitHub Actions `skip`; stricter
   * where the code of the workflow is. No laxer than that.
   * @public
   */
  forks?: Forks | undefined;

  /**
   * False to let those start it that a bot opened or pushed, where the code of the workflow does.
   * @public
   */
  ignoreBots?: boolean | undefined;

  /**
   * False to let what the App itself does start it, where the code of the workflow does.
   * @public
   */
  ignoreOwn?: boolean | undefined;
}

/**
 * A trigger that is kept.
 * @public
 */
export interface TriggerRecord {
  /**
   * Its name.
   * @public
   */
  triggerId: string;

  /**
   * What it starts.
   * @public
   */
  workflow: string;

  /**
   * Only events of this repository; of all when absent.
   * @public
   */
  repositoryId?: number | undefined;

  /**
   * Which events start it; absent where another version of the deployment kept it in a form that this one cannot read: then it starts
   * nothing until it is put again.
   * @public
   */
  filters?: TriggerFilters | undefined;

  /**
   * Goes into the input of each job.
   * @public
   */
  parameters?: string | undefined;

  /**
   * When it was put, the last time.
   * @public
   */
  updatedAt: Date;

  /**
   * For schedules, the time that comes next.
   * @public
   */
  dueAt?: Date | undefined;
}

/**
 * What is gone.
 * @public
 */
export interface DeleteTriggerOutput {
  /**
   * The trigger as it was.
   * @public
   */
  trigger: TriggerRecord;
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
   * By the id of an installation on it. Apps of two hosts can have installations of one id, on two accounts: then both are answered.
   * @public
   */
  installationId?: number | undefined;

  /**
   * By the login of an organization or user, as last seen. Logins can change hands, so compare the `nodeId` of what comes back where
   * that matters.
   * @public
   */
  owner?: string | undefined;

  /**
   * By the slug of an enterprise, as last seen.
   * @public
   */
  enterprise?: string | undefined;
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
   * Repositories by name, `name` or `owner/name`; the owner can only be the account that the request is for.
   * @public
   */
  repositoryNames?: string[] | undefined;

  /**
   * Permissions by GitHub's name, such as `contents` or `pull_requests`; `pull-requests` means the same.
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
   * Target by the login of the organization or user that the App is installed on.
   * @public
   */
  owner?: string | undefined;

  /**
   * Target by the slug of the enterprise that the App is installed on. Slugs are a name space of their own: `owner` never means one.
   * @public
   */
  enterprise?: string | undefined;

  /**
   * What the token is to be limited to; when absent, all that the installation and the caller's ceiling allow.
   * @public
   */
  scopeDown?: ScopeDown | undefined;

  /**
   * Least minutes that the token must still live, 15 when absent. Live tokens are reused, so the answered one lives at least this
   * long and at most an hour.
   * @public
   */
  minimumLifetime?: number | undefined;

  /**
   * True for a token that nobody else is given and that no cache answers.
   * @public
   */
  fresh?: boolean | undefined;

  /**
   * The token that GitHub answered 401 to, as base64 of its SHA-256. GitHub is asked about it once: where it answers 401 again, the
   * token is not handed out any more; where it takes the token, it was only still spreading it, and the same one is answered.
   * @public
   */
  unusableTokenHash?: string | undefined;
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

  /**
   * Base URL of the REST API that the App is registered for. The token is for that host and must be shown to no other.
   * @public
   */
  gitHubApiUrl?: string | undefined;
}

/**
 * Whose.
 * @public
 */
export interface ListIntegrationsInput {
  /**
   * The user, as your product calls them.
   * @public
   */
  userId: string;

  /**
   * Most entries a page, 100 when absent; more than 100 are not answered.
   * @public
   */
  maxResults?: number | undefined;

  /**
   * Where to go on, from the answer before; only together with the same `userId`.
   * @public
   */
  nextToken?: string | undefined;
}

/**
 * An installation that belongs to a user of your product. It is the account's: where the App is removed and installed again, it goes on.
 * @public
 */
export interface IntegrationRecord {
  /**
   * Names an integration.
   * @public
   */
  integrationId: string;

  /**
   * Numeric id of a GitHub App, as shown on the App's settings page. At most 2^53 - 1, the largest integer that JSON clients carry exactly.
   * @public
   */
  appId: number;

  /**
   * Host of the REST API.
   * @public
   */
  host: string;

  /**
   * The account that the App is installed on.
   * @public
   */
  accountId: number;

  accountLogin: string;
  /**
   * `Organization` or `User`.
   * @public
   */
  accountType: string;

  /**
   * It changes when the App is removed and installed again.
   * @public
   */
  installationId: number;

  /**
   * How an integration stands.
   * @public
   */
  status: IntegrationStatus;

  /**
   * Who showed at GitHub that they control the account.
   * @public
   */
  gitHubLogin: string;

  /**
   * Moment in UTC, ISO 8601.
   * @public
   */
  createdAt: Date;

  /**
   * When it ended; absent while it is active.
   * @public
   */
  endedAt?: Date | undefined;
}

/**
 * What the user has.
 * @public
 */
export interface ListIntegrationsOutput {
  /**
   * The page; it may be shorter than `maxResults`, even empty, and still have a successor.
   * @public
   */
  integrations: IntegrationRecord[];

  /**
   * Where to go on; absent on the last page.
   * @public
   */
  nextToken?: string | undefined;
}

/**
 * Whose triggers, and where to go on.
 * @public
 */
export interface ListTriggersInput {
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
   * Most entries a page, 100 when absent.
   * @public
   */
  maxResults?: number | undefined;

  /**
   * Where to go on, from the answer before; only together with the same installation.
   * @public
   */
  nextToken?: string | undefined;
}

/**
 * A page of triggers.
 * @public
 */
export interface ListTriggersOutput {
  /**
   * The page; it may be shorter than `maxResults` and still have a successor.
   * @public
   */
  triggers: TriggerRecord[];

  /**
   * Where to go on; absent on the last page.
   * @public
   */
  nextToken?: string | undefined;
}

/**
 * What starts which workflow.
 * @public
 */
export interface PutTriggerInput {
  /**
   * The App.
   * @public
   */
  appId: number;

  /**
   * The installation whose events it is for, and no other's.
   * @public
   */
  installationId: number;

  /**
   * Name of the trigger, each once an installation.
   * @public
   */
  triggerId: string;

  /**
   * What it starts: one that the code of the deployment offers to triggers.
   * @public
   */
  workflow: string;

  /**
   * Only events of this repository; those of all repositories of the installation when absent.
   * @public
   */
  repositoryId?: number | undefined;

  /**
   * Which events start it.
   * @public
   */
  filters: TriggerFilters;

  /**
   * Goes into the input of each job, as `parameters`.
   * @public
   */
  parameters?: string | undefined;
}

/**
 * The trigger as it is kept.
 * @public
 */
export interface PutTriggerOutput {
  /**
   * With all that was left to defaults filled in.
   * @public
   */
  trigger: TriggerRecord;
}

/**
 * Which Apps: all, where none is named.
 * @public
 */
export interface RefreshCachedDataInput {
  /**
   * Only this App, whose key is taken as the App table names it now. So a refresh that fails for no App shows that the deployment
   * reaches GitHub, and that GitHub knows the key.
   * @public
   */
  appId?: number | undefined;
}

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

/**
 * Whose tokens. At most one of `nodeId`, `installationId`, `owner` and `enterprise`; none means every installation of the App.
 * @public
 */
export interface RevokeInstallationTokensInput {
  /**
   * The App.
   * @public
   */
  appId: number;

  /**
   * Only the installation on the account with this node id.
   * @public
   */
  nodeId?: string | undefined;

  /**
   * Only this installation.
   * @public
   */
  installationId?: number | undefined;

  /**
   * Only the installation on the organization or user of this login.
   * @public
   */
  owner?: string | undefined;

  /**
   * Only the installation on the enterprise of this slug.
   * @public
   */
  enterprise?: string | undefined;

  /**
   * True suspends the installations as well, which stops every token of theirs at once, until somebody unsuspends them. It is an
   * error where nothing was suspended.
   * @public
   */
  suspend?: boolean | undefined;
}

/**
 * What became of the tokens.
 * @public
 */
export interface RevokeInstallationTokensOutput {
  /**
   * One sentence for people.
   * @public
   */
  message: string;

  /**
   * Tokens that GitHub no longer accepts because of this call.
   * @public
   */
  revoked: number;

  /**
   * Tokens that GitHub could not be asked about, or that it did not take back: call again.
   * @public
   */
  failed: number;

  /**
   * Tokens whose stored form cannot be read any more, so that nobody can revoke them before they expire.
   * @public
   */
  unknown: number;

  /**
   * Installations that were suspended.
   * @public
   */
  suspended: number;

  /**
   * Until when tokens may live that this deployment minted for the App and could not note down, so that this call knows nothing of
   * them: only suspending stops those. It may include tokens of other Apps of the deployment. Absent where there are none.
   * @public
   */
  unknownTokensUntil?: Date | undefined;
}

/**
 * Which.
 * @public
 */
export interface RevokeIntegrationInput {
  /**
   * The user that it belongs to.
   * @public
   */
  userId: string;

  /**
   * As ListIntegrations has it.
   * @public
   */
  integrationId: string;

  /**
   * True to uninstall the App from the account, too. Refused where others have an integration of the same account, and to who did no more than
   * ask the owners for the App.
   * @public
   */
  uninstall?: boolean | undefined;
}

/**
 * What became of it.
 * @public
 */
export interface RevokeIntegrationOutput {
  /**
   * As it is now.
   * @public
   */
  integration: IntegrationRecord;

  /**
   * What is left at GitHub, and where an owner of the account ends it; absent where nothing is.
   * @public
   */
  leftAtGitHub?: string | undefined;
}

/**
 * Which triggers, and of what.
 * @public
 */
export interface TestTriggerInput {
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
   * Only this trigger of the installation; all of them, and those of the deployment's code, when neither this nor `filters` is there.
   * @public
   */
  triggerId?: string | undefined;

  /**
   * Filters that are not kept, such as those that one means to put.
   * @public
   */
  filters?: TriggerFilters | undefined;

  /**
   * For `filters`, only events of this repository.
   * @public
   */
  repositoryId?: number | undefined;

  /**
   * Id of a delivery of this installation that is kept.
   * @public
   */
  deliveryId?: string | undefined;

  /**
   * Name of the event whose payload is given, such as `push`.
   * @public
   */
  event?: string | undefined;

  /**
   * A payload as GitHub sends it, instead of a delivery.
   * @public
   */
  payload?: string | undefined;

  /**
   * The files that the event changed; when absent those that a push tells itself, and otherwise what is known of none.
   * @public
   */
  files?: string[] | undefined;
}

/**
 * What a trigger says of an event.
 * @public
 */
export interface TriggerDecision {
  /**
   * Its workflow; absent for filters that are not kept.
   * @public
   */
  workflow?: string | undefined;

  /**
   * Its name, or its place in the code from 1; absent for filters that are not kept.
   * @public
   */
  trigger?: string | undefined;

  /**
   * Whether it starts its workflow.
   * @public
   */
  outcome: TriggerOutcome;

  /**
   * Which filter refused it.
   * @public
   */
  refusedBy?: string | undefined;

  /**
   * On what value, in part.
   * @public
   */
  value?: string | undefined;

  /**
   * What this filter means, in part.
   * @public
   */
  meant?: string | undefined;

  /**
   * Why nobody can tell which files changed, where it starts all the same.
   * @public
   */
  unknown?: string | undefined;

  /**
   * `approval` where it starts once somebody approves the commit, which is of a fork.
   * @public
   */
  awaits?: string | undefined;
}

/**
 * What each of them says.
 * @public
 */
export interface TestTriggerOutput {
  /**
   * One a trigger: those of the code first.
   * @public
   */
  decisions: TriggerDecision[];
}
