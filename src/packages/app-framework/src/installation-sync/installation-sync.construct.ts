import { Duration } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, type Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { grantSign } from '../app-tokens/app-tokens.construct';
import type { InstallationTable } from '../installations/installation-table.construct';
import { BundledFunction, type FunctionSettings } from '../lambda/bundled-function.construct';
import type { SyncEnvironment } from './refresh-cached-data.lambda';
import type { SyncPlace } from './sync-place.construct';

/** What a sync works on. */
export interface SyncResources {
  readonly appTable: ITable;
  readonly installationTable: InstallationTable;
  readonly syncPlace: SyncPlace;
}

export interface InstallationSyncProps extends SyncSettings {
  readonly schedule: Schedule;
  readonly settings: FunctionSettings;
}

interface SyncSettings extends SyncResources {
  /** Base URL of GitHub's REST API for Apps whose row names no host. */
  readonly gitHubApiUrl: string;
}

/** Brings the installation table up to date with GitHub on a schedule. */
export class InstallationSync extends Construct {
  readonly handler: BundledFunction;

  constructor(scope: Construct, id: string, props: InstallationSyncProps) {
    super(scope, id);
    this.handler = new BundledFunction(this, 'handler', {
      handlerName: 'refresh-cached-data',
      exportName: 'scheduled',
      description: 'Brings the installation table up to date with GitHub on a schedule',
      environment: syncEnvironment(props),
      timeout: Duration.minutes(15),
      memorySize: 1024,
      settings: props.settings,
    });
    grantSync(this.handler, props);
    // The next run on the schedule is the retry: each one begins where the last had to stop, and does all that is left to do.
    this.handler.configureAsyncInvoke({ retryAttempts: 0 });
    new Rule(this, 'installationTrackerRule', {
      description: 'Starts the installation sync',
      schedule: props.schedule,
      targets: [new LambdaTarget(this.handler)],
    });
  }

  /** Runs that failed or could not sync an App. One that ran out of time goes on in the next, and is none; sum over 5 minutes by default. */
  metricFailures(options?: MetricOptions): Metric {
    return this.handler.metricErrors(options);
  }
}

/** What a function that runs the sync finds in its environment. */
export function syncEnvironment({ appTable, installationTable, gitHubApiUrl, syncPlace }: SyncSettings) {
  return {
    APP_TABLE_NAME: appTable.tableName,
    INSTALLATION_TABLE_NAME: installationTable.tableName,
    GITHUB_API_URL: gitHubApiUrl,
    SYNC_PLACE_PARAMETER: syncPlace.parameterName,
  } satisfies SyncEnvironment;
}

/** Lets `handler` run the sync: read all Apps, sign for them, read and write all installations, and keep its place. */
export function grantSync(handler: BundledFunction, { appTable, installationTable, syncPlace }: SyncResources): void {
  Grant.addToPrincipal({
    grantee: handler,
    actions: ['dynamodb:GetItem', 'dynamodb:Scan'],
    resourceArns: [appTable.tableArn],
  });
  grantSign(handler, appTable);
  installationTable.grantUse(handler, { table: ['Scan', 'UpdateItem', 'DeleteItem'] });
  syncPlace.grantUse(handler);
}
