import { Duration, Tags } from 'aws-cdk-lib';
import type { Alarm, IAlarmAction, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Schedule } from 'aws-cdk-lib/aws-events';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { OperationFunction } from '../api/operation-function.construct';
import { checkOwnPolicy, checkReferences } from '../api/reach.construct';
import { grantKeyAdoption, grantOperator } from '../app-keys/operator-grant.construct';
import { AppTable, AppTokenFunction } from '../app-tokens/app-tokens.construct';
import { grantCeilingCheck } from '../ceilings/ceiling-check-grant.construct';
import { type CallersWithoutCeiling, CeilingGrants } from '../ceilings/ceiling-grants.construct';
import { NegativeCanary } from '../ceilings/negative-canary.construct';
import type { TokenCeiling } from '../ceilings/token-ceiling.construct';
import type { RateLimitDetail } from '../github/rate-limit-line';
import { InstallationSync } from '../installation-sync/installation-sync.construct';
import { RefreshFunction } from '../installation-sync/refresh-function.construct';
import { SyncPlace } from '../installation-sync/sync-place.construct';
import { InstallationTokenFunction, RevokeTokensFunction } from '../installation-tokens/token-operations.construct';
import { TokenTable } from '../installation-tokens/token-table.construct';
import { grantInstallationEvents } from '../installations/installation-events.construct';
import { InstallationDataFunction, InstallationsFunction } from '../installations/installation-operations.construct';
import { InstallationTable } from '../installations/installation-table.construct';
import { RateLimitDashboard, type RateLimitDashboardProps } from '../rate-limits/rate-limit-dashboard.construct';
import { RateLimitTracking } from '../rate-limits/rate-limit-tracking.construct';
import { CredentialManagerAlarms } from './alarms.construct';
import { type ConnectOptions, connectFunction } from './function-connection.construct';
import { functionSettings } from './function-settings.construct';
import { OperationsOfCredentialManager } from './operations.construct';
import type { CredentialManagerOperation, CredentialManagerProps } from './props.construct';
import { checkRegion } from './regions.construct';

/**
 * Keeps the private keys of GitHub Apps in KMS and hands out App tokens and installation tokens to whom it was granted.
 *
 * Its functions stand behind Function URLs that take signed requests of granted principals only; a sync of the
 * installations runs on a schedule. Keys come in with the operations tool, for which there is {@link grantOperate}.
 * Several copies can live in one account: nothing has a fixed name, and no copy can sign with another's keys.
 *
 * The caller in a function's audit line is the principal that signed the request. A grantee of the methods here cannot
 * change that. Who has plain `lambda:InvokeFunction` on the functions, as an administrator of the account does, can: it
 * can invoke them directly with an event that names any caller. docs/credential-manager.md has the service control policy
 * that denies it to all.
 *
 * Whoever may change the functions' code or tags, or may sign with the keys in KMS, stands above this still.
 *
 * @example
 * const credentials = new CredentialManager(this, 'CredentialManager');
 * credentials.grantGetInstallationAccessToken(deployer);
 * new CfnOutput(this, 'InstallationAccessTokenEndpoint', { value: credentials.installationAccessTokenEndpoint });
 */
export class CredentialManager extends OperationsOfCredentialManager {
  /** Row for each App: `AppId`, `KmsKeyArn`, `GitHubApiUrl`. */
  readonly appTable: Table;
  /** Row for each installation, with the indexes `NodeID`, `InstallationID` and `Login`. */
  readonly installationTable: Table;
  /** Live installation tokens, encrypted: a cache, which goes with the stack. */
  readonly tokenTable: Table;
  /** Wraps the data keys of the token table. */
  readonly tokenKey: IKey;

  /** The function that the sync schedule starts. It has no URL. */
  readonly installationSyncFunction: IFunction;

  /**
   * In alarm when a caller was not held to its ceiling, and without data when the negative canary no longer runs, for which actions added
   * by `addAlarmAction` are taken too; absent without that canary.
   */
  readonly negativeCanaryAlarm?: Alarm;

  /** What becomes of callers whose grant has no ceiling. */
  readonly callersWithoutCeiling: CallersWithoutCeiling;

  /** How fine this deployment counts what is left of GitHub's rate limits. */
  readonly rateLimitMetrics: RateLimitDetail;

  protected readonly operations: Readonly<Record<CredentialManagerOperation, OperationFunction>>;
  private readonly sync: InstallationSync;
  private readonly rateLimits: RateLimitTracking;
  private readonly ceilings: CeilingGrants;
  private readonly negativeCanary?: NegativeCanary;

  constructor(scope: Construct, id: string, props: CredentialManagerProps = {}) {
    super(scope, id);
    checkRegion(this, props.unsupportedRegion ?? 'refused');
    const settings = functionSettings(this, props);
    const { removalPolicy } = settings;
    const gitHubApiUrl = props.gitHubApiUrl ?? 'https://api.github.com';

    // Construct ids decide logical ids: these are part of the contract, so that an upgrade in place keeps the tables.
    const appTable = new AppTable(this, 'AppTable', { removalPolicy, gitHubApiUrl });
    const installationTable = new InstallationTable(this, 'AppInstallationTable', { removalPolicy });
    const { callersWithoutCeiling = 'allowed' } = props;
    this.callersWithoutCeiling = callersWithoutCeiling;
    const parts = () => ({
      appTokenFunction: this.operations.GetAppToken.handler,
      installationTokenFunction: this.operations.GetInstallationToken.handler,
      tokenTable: this.tokenTable,
      tokenKey: this.tokenKey,
    });
    this.ceilings = new CeilingGrants(this, parts, callersWithoutCeiling);
    const tokenTable = new TokenTable(this, 'TokenTable');
    const syncPlace = new SyncPlace(this, 'SyncPlace');
    const inputs = { appTable, installationTable, tokenTable, syncPlace, gitHubApiUrl, settings };
    const appToken = new AppTokenFunction(this, 'AppTokenGenerator', inputs);
    const ceilings = { ceilings: this.ceilings, callersWithoutCeiling };
    const ofTokens = { ...inputs, ...ceilings, tokenSharing: props.tokenSharing ?? 'caller' };
    const installationToken = new InstallationTokenFunction(this, 'InstallationAccessTokenGenerator', ofTokens);
    const refresh = new RefreshFunction(this, 'InstallationRefresher', inputs);
    const installationData = new InstallationDataFunction(this, 'InstallationData', inputs);
    const installations = new InstallationsFunction(this, 'GetInstallations', inputs);
    const revokeTokens = new RevokeTokensFunction(this, 'RevokeInstallationTokens', ofTokens);
    this.sync = new InstallationSync(this, 'InstallationTracker', {
      ...inputs,
      schedule: props.syncSchedule ?? Schedule.rate(Duration.minutes(30)),
    });
    this.operations = {
      GetAppToken: appToken,
      GetInstallationToken: installationToken,
      RefreshCachedData: refresh,
      GetInstallationData: installationData,
      GetInstallations: installations,
      RevokeInstallationTokens: revokeTokens,
    };
    this.rateLimitMetrics = props.rateLimitMetrics ?? 'app';
    this.rateLimits = new RateLimitTracking(this, 'RateLimitTracker', { ...inputs, detail: this.rateLimitMetrics });
    if (props.negativeCanary) {
      this.negativeCanary = new NegativeCanary(this, 'NegativeCanary', {
        ...props.negativeCanary,
        tokenEndpoint: installationToken.endpoint,
        grantTokens: (grantee, ceiling) => this.grantGetInstallationAccessToken(grantee, ceiling),
        settings,
      });
      this.negativeCanaryAlarm = this.negativeCanary.alarm;
    }
    Tags.of(this).add('FrameworkForGitHubAppOnAwsManaged', 'CredentialManager');

    this.appTable = appTable;
    this.installationTable = installationTable;
    this.tokenTable = tokenTable;
    this.tokenKey = tokenTable.wrappingKey;
    this.installationSyncFunction = this.sync.handler;
  }

  /**
   * Connects a function of yours: it may get tokens, installation tokens if nothing else is said, and knows where from, so that
   * `createTokenSource()` and `createAppFrameworkAuth()` of the runtime door need no settings in its code.
   *
   * @throws Error where the function is connected to another credential manager already
   *
   * @example
   * credentials.connect(labeller, { appId: 1234, ceiling: { permissions: { issues: 'write' } } });
   */
  connect(fn: LambdaFunction, options: ConnectOptions = {}): Grant {
    checkReferences(
      fn,
      this,
      'For a function there, grant to its role so, and pass the URLs of the deployment to createTokenSource() as text.',
    );
    return connectFunction(fn, this, options);
  }

  /** Lets `grantee` get App tokens of every App in this deployment. An App token can do what the App itself can. */
  grantGetAppToken(grantee: IGrantable): Grant {
    this.ceilings.noteUnlimited(grantee, 'grantGetAppToken');
    return this.operations.GetAppToken.grantCall(grantee);
  }

  /**
   * Lets `grantee` get installation tokens: of every App and installation in this deployment, or, with a ceiling, of what that names and
   * no more. The ceiling is enforced where tokens are minted, against the role or user that signed the request, so the grantee must be
   * one; it is kept as a parameter `/app-framework/<deployment>/ceilings/<account>/<role or user>/<name>`. Whoever may write parameters
   * there may grant. A change counts within a minute.
   *
   * @throws Error where the grantee is no role or user, the ceiling is not sound, or another grant or permission would lift it
   *
   * @example
   * credentials.grantGetInstallationAccessToken(deployer, {
   *   apps: [1234],
   *   repositories: ['octo-org/website'],
   *   permissions: { contents: 'read' },
   *   tokensPerHour: 60,
   * });
   */
  grantGetInstallationAccessToken(grantee: IGrantable, ceiling?: TokenCeiling): Grant {
    const grantCall = () => this.operations.GetInstallationToken.grantCall(grantee);
    if (ceiling) return this.ceilings.grantWithin(grantee, ceiling, grantCall);
    this.ceilings.noteUnlimited(grantee, 'grantGetInstallationAccessToken without a ceiling');
    return grantCall();
  }

  /**
   * Lets `grantee` run the commands of the operations tool: import and retire keys, refresh, get and revoke tokens, list. All but
   * `adopt-keys`, for which there is {@link grantAdoptKeys}, and `check-ceilings`, for which there is {@link grantCheckCeilings}.
   *
   * For people and pipelines that run a GitHub App, not for the App's own code: an operator can point an App at another
   * key, and get a token of any App and installation.
   */
  grantOperate(grantee: IGrantable): Grant {
    checkOwnPolicy(grantee, this, 'grantOperate');
    this.ceilings.noteUnlimited(grantee, 'grantOperate');
    return grantOperator(grantee, { appTable: this.appTable, operations: Object.values(this.operations) });
  }

  /**
   * Lets `grantee` run `adopt-keys`, which is needed after a restore, a move or an upgrade from version 0.0 and not from day to day: it tags keys
   * for this deployment, whichever deployment of the account and region they belong to.
   *
   * Whoever has this can take every key that any deployment of this framework manages from its deployment, which then signs with it no more.
   * Keys that no deployment ever managed are out of reach. Grant it to administrators, or for the time of the move.
   */
  grantAdoptKeys(grantee: IGrantable): Grant {
    checkOwnPolicy(grantee, this, 'grantAdoptKeys');
    return grantKeyAdoption(grantee, { appTable: this.appTable });
  }

  /** Lets `grantee` run `check-ceilings`, which asks IAM what roles and users of the account may do. It gets no token by it. */
  grantCheckCeilings(grantee: IGrantable): Grant {
    checkOwnPolicy(grantee, this, 'grantCheckCeilings');
    const functions = [this.appTokenFunction, this.installationAccessTokenFunction];
    return grantCeilingCheck(grantee, { deployment: this.appTable, ceilingPath: this.ceilings.path, functions });
  }

  /** Lets `grantee` bring the installation table up to date with events of GitHub; `WebhookIngestion` does so for its own handler. */
  grantApplyInstallationEvents(grantee: IGrantable): Grant {
    return grantInstallationEvents(grantee, this);
  }

  /**
   * Makes a dashboard of what is left of GitHub's rate limits, and an alarm for when one of them has `limit` percent (20 by default) or
   * less left. Neither asks GitHub anything. Can be called once.
   *
   * @example
   * topic.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com'));
   * credentials.rateLimitDashboard({ limit: 10, alarmAction: new SnsAction(topic) });
   */
  rateLimitDashboard(props: RateLimitDashboardProps = {}): RateLimitDashboard {
    const { GetInstallationToken, RefreshCachedData, RevokeInstallationTokens } = this.operations;
    const measured = [GetInstallationToken, RefreshCachedData, RevokeInstallationTokens, this.sync, this.rateLimits];
    return new RateLimitDashboard(this, 'RateLimitDashboard', {
      ...props,
      deployment: this.appTable.tableName,
      detail: this.rateLimitMetrics,
      logGroups: measured.map(({ handler }) => handler.logGroup),
    });
  }

  /**
   * Makes the alarms of this deployment, each with `action`: token errors, throttles, failures of the sync, of signing and of reading
   * rate limits; and gives the action to the alarm of the negative canary, where there is one. Can be called once.
   *
   * @example
   * // A topic with a policy of its own, such as enforceSSL makes, must let CloudWatch publish; so must the key of an encrypted one.
   * topic.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com'));
   * credentials.alarmOn(new SnsAction(topic));
   */
  alarmOn(action: IAlarmAction): CredentialManagerAlarms {
    const { GetAppToken, GetInstallationToken } = this.operations;
    const throttles = Object.entries(this.operations).map(
      ([name, operation]) => [name, (options: MetricOptions) => operation.metricThrottles(options)] as const,
    );
    return new CredentialManagerAlarms(this, 'Alarms', {
      action,
      deployment: this.appTable.tableName,
      tokenErrors: {
        GetAppToken: (options) => GetAppToken.metricErrors(options),
        GetInstallationToken: (options) => GetInstallationToken.metricErrors(options),
      },
      throttles: Object.fromEntries(throttles),
      syncFailures: (options) => this.sync.metricFailures(options),
      rateLimitTrackingFailures: (options) => this.rateLimits.metricFailures(options),
      others: this.negativeCanaryAlarm ? [this.negativeCanaryAlarm] : [],
    });
  }

  /**
   * Runs of the negative canary in which an ask was not refused, or not answered. Sum over 5 minutes by default.
   * @throws Error where the deployment has no such canary
   */
  metricNegativeCanaryFailures(options?: MetricOptions): Metric {
    if (this.negativeCanary) return this.negativeCanary.metricFailures(options);
    throw new Error('There is no negative canary to measure: give it the property negativeCanary, {} is enough.');
  }

  /** Scheduled installation syncs that crashed, or could not sync an App. Sum over 5 minutes by default. */
  metricSyncFailures(options?: MetricOptions): Metric {
    return this.sync.metricFailures(options);
  }
}
