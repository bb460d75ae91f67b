import { Duration, NestedStack, RemovalPolicy, Tags } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Schedule } from 'aws-cdk-lib/aws-events';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Architecture, type IFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { OperationFunction } from './api/operation-function.construct';
import { AppTable, AppTokenFunction } from './apps/app-keys.construct';
import { grantOperator } from './apps/operator-grant.construct';
import {
  InstallationDataFunction,
  InstallationsFunction,
  InstallationTokenFunction,
  RefreshFunction,
} from './installations/installation-operations.construct';
import { InstallationSync } from './installations/installation-sync.construct';
import { InstallationTable } from './installations/installation-table.construct';

/** What can be set on a {@link CredentialManager}; everything has a default that is meant for production. */
export interface CredentialManagerProps {
  /**
   * What becomes of the two tables and the log groups when they leave the stack or the stack is deleted.
   * @default RemovalPolicy.RETAIN: they stay, as do point-in-time backups and the audit lines in the logs
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * How long logs are kept, among them the audit line of every token handed out.
   * @default RetentionDays.SIX_MONTHS
   */
  readonly logRetention?: RetentionDays;
  /**
   * Memory of every function in MiB. A function's share of CPU grows with it.
   * @default 512 for the functions that answer at once, 1024 for the two that sync installations
   */
  readonly memorySize?: number;
  /**
   * Processor architecture of the functions.
   * @default Architecture.ARM_64
   */
  readonly architecture?: Architecture;
  /**
   * Lambda runtime of the functions: Node.js 22 or later.
   * @default Runtime.NODEJS_24_X
   */
  readonly runtime?: Runtime;
  /**
   * When the installation table is brought up to date with GitHub. A run may take up to 15 minutes.
   * @default every 30 minutes
   */
  readonly syncSchedule?: Schedule;
  /**
   * Base URL of GitHub's REST API for Apps whose row names no host, such as `https://github.example.com/api/v3`.
   * The import writes an App's host into its row, so this matters only to rows of older deployments.
   * @default 'https://api.github.com'
   */
  readonly gitHubApiUrl?: string;
}

/** An operation of the API by its name in the model. */
export type CredentialManagerOperation =
  | 'GetAppToken'
  | 'GetInstallationToken'
  | 'RefreshCachedData'
  | 'GetInstallationData'
  | 'GetInstallations';

/**
 * Keeps the private keys of GitHub Apps in KMS and hands out App tokens and installation tokens to whom it was granted.
 *
 * Two tables, five functions behind Function URLs that take signed requests of granted principals only, and a sync of
 * the installations on a schedule. Keys come in with the operations tool, for which there is {@link grantOperate}.
 * Several copies can live in one account: nothing has a fixed name, and no copy can sign with another's keys.
 *
 * The caller in a function's audit line is the principal that signed the request. A grantee of the methods here cannot
 * change that. Who has plain `lambda:InvokeFunction` on the functions, as an administrator of the account does, can: it
 * can invoke them directly with an event that names any caller. Deny it to all by a service control policy
 * (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html), which leaves calls through
 * the URLs and the schedule as they are:
 *
 * ```json
 * {
 *   "Effect": "Deny",
 *   "Action": "lambda:InvokeFunction",
 *   "Resource": "*",
 *   "Condition": {
 *     "StringLike": { "aws:ResourceTag/CredentialManager": "*Endpoint" },
 *     "BoolIfExists": { "lambda:InvokedViaFunctionUrl": "false" }
 *   }
 * }
 * ```
 *
 * Whoever may change the functions' code or tags, or may sign with the keys in KMS, stands above this still.
 *
 * @example
 * const credentials = new CredentialManager(this, 'CredentialManager');
 * credentials.grantGetInstallationAccessToken(deployer);
 * new CfnOutput(this, 'InstallationAccessTokenEndpoint', { value: credentials.installationAccessTokenEndpoint });
 */
export class CredentialManager extends NestedStack {
  /** Row for each App: `AppId`, `KmsKeyArn`, `GitHubApiUrl`. */
  readonly appTable: Table;
  /** Row for each installation, with the indexes `NodeID`, `InstallationID` and `Login`. */
  readonly installationTable: Table;

  /** URL of `GetAppToken`. */
  readonly appTokenEndpoint: string;
  readonly appTokenLambdaArn: string;
  readonly appTokenFunction: IFunction;

  /** URL of `GetInstallationToken`. */
  readonly installationAccessTokenEndpoint: string;
  readonly installationAccessLambdaArn: string;
  readonly installationAccessTokenFunction: IFunction;

  /** URL of `RefreshCachedData`. */
  readonly refreshCachedDataEndpoint: string;
  readonly refreshCachedDataLambdaArn: string;
  readonly refreshCachedDataFunction: IFunction;

  /** URL of `GetInstallationData`. */
  readonly installationRecordEndpoint: string;
  readonly installationRecordLambdaArn: string;
  readonly installationRecordFunction: IFunction;

  /** URL of `GetInstallations`. */
  readonly installationsEndpoint: string;
  readonly installationsLambdaArn: string;
  readonly installationsFunction: IFunction;

  /** The function that the sync schedule starts. It has no URL. */
  readonly installationSyncFunction: IFunction;

  private readonly operations: Readonly<Record<CredentialManagerOperation, OperationFunction>>;
  private readonly sync: InstallationSync;

  constructor(scope: Construct, id: string, props: CredentialManagerProps = {}) {
    super(scope, id);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    const settings = {
      architecture: props.architecture ?? Architecture.ARM_64,
      runtime: props.runtime ?? Runtime.NODEJS_24_X,
      logRetention: props.logRetention ?? RetentionDays.SIX_MONTHS,
      memorySize: props.memorySize,
      removalPolicy,
    };
    const gitHubApiUrl = props.gitHubApiUrl ?? 'https://api.github.com';

    // Construct ids decide logical ids: these are part of the contract, so that an upgrade in place keeps the tables.
    const appTable = new AppTable(this, 'AppTable', { removalPolicy });
    const installationTable = new InstallationTable(this, 'AppInstallationTable', { removalPolicy });
    const inputs = { appTable, installationTable, gitHubApiUrl, settings };
    const appToken = new AppTokenFunction(this, 'AppTokenGenerator', inputs);
    const installationToken = new InstallationTokenFunction(this, 'InstallationAccessTokenGenerator', inputs);
    const refresh = new RefreshFunction(this, 'InstallationRefresher', inputs);
    const installationData = new InstallationDataFunction(this, 'InstallationData', inputs);
    const installations = new InstallationsFunction(this, 'GetInstallations', inputs);
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
    };
    Tags.of(this).add('FrameworkForGitHubAppOnAwsManaged', 'CredentialManager');

    this.appTable = appTable;
    this.installationTable = installationTable;
    this.appTokenEndpoint = appToken.endpoint;
    this.appTokenFunction = appToken.handler;
    this.appTokenLambdaArn = appToken.handler.functionArn;
    this.installationAccessTokenEndpoint = installationToken.endpoint;
    this.installationAccessTokenFunction = installationToken.handler;
    this.installationAccessLambdaArn = installationToken.handler.functionArn;
    this.refreshCachedDataEndpoint = refresh.endpoint;
    this.refreshCachedDataFunction = refresh.handler;
    this.refreshCachedDataLambdaArn = refresh.handler.functionArn;
    this.installationRecordEndpoint = installationData.endpoint;
    this.installationRecordFunction = installationData.handler;
    this.installationRecordLambdaArn = installationData.handler.functionArn;
    this.installationsEndpoint = installations.endpoint;
    this.installationsFunction = installations.handler;
    this.installationsLambdaArn = installations.handler.functionArn;
    this.installationSyncFunction = this.sync.handler;
  }

  /** Lets `grantee` get App tokens of every App in this deployment. An App token can do what the App itself can. */
  grantGetAppToken(grantee: IGrantable): Grant {
    return this.operations.GetAppToken.grantCall(grantee);
  }

  /** Lets `grantee` get installation tokens of every App and installation in this deployment. */
  grantGetInstallationAccessToken(grantee: IGrantable): Grant {
    return this.operations.GetInstallationToken.grantCall(grantee);
  }

  /** Lets `grantee` start the installation sync and wait for it. */
  grantRefreshCachedData(grantee: IGrantable): Grant {
    return this.operations.RefreshCachedData.grantCall(grantee);
  }

  /** Lets `grantee` look up the installations of one account. */
  grantGetInstallationRecord(grantee: IGrantable): Grant {
    return this.operations.GetInstallationData.grantCall(grantee);
  }

  /** Lets `grantee` list all installations. */
  grantGetInstallations(grantee: IGrantable): Grant {
    return this.operations.GetInstallations.grantCall(grantee);
  }

  /**
   * Lets `grantee` run every command of the operations tool: import and adopt keys, refresh, get tokens, list.
   *
   * For people and pipelines that run a GitHub App, not for the App's own code: an operator can point an App at another
   * key, and get a token of any App and installation.
   */
  grantOperate(grantee: IGrantable): Grant {
    return grantOperator(grantee, { appTable: this.appTable, operations: Object.values(this.operations) });
  }

  /**
   * Requests to an operation that were answered with a 5xx status, or with none because the function crashed or ran out
   * of time. Sum over 5 minutes unless `options` say otherwise.
   */
  metricErrors(operation: CredentialManagerOperation, options?: MetricOptions): Metric {
    return this.operations[operation].metricErrors(options);
  }

  /** Requests to an operation that Lambda turned away for want of concurrency. Sum over 5 minutes by default. */
  metricThrottles(operation: CredentialManagerOperation, options?: MetricOptions): Metric {
    return this.operations[operation].metricThrottles(options);
  }

  /** Milliseconds that callers wait for an operation, cold starts included. Average over 5 minutes by default. */
  metricDuration(operation: CredentialManagerOperation, options?: MetricOptions): Metric {
    return this.operations[operation].metricDuration(options);
  }

  /** Scheduled installation syncs that failed, ran out of time or left an App out. Sum over 5 minutes by default. */
  metricSyncFailures(options?: MetricOptions): Metric {
    return this.sync.metricFailures(options);
  }
}
