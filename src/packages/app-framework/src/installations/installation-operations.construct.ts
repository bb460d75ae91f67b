import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { OperationFunction } from '../api/operation-function.construct';
import { grantAppLookup, grantSign } from '../apps/app-keys.construct';
import type { FunctionSettings } from '../lambda/bundled-function.construct';
import type { GetInstallationDataEnvironment } from './get-installation-data.lambda';
import type { GetInstallationTokenEnvironment } from './get-installation-token.lambda';
import type { GetInstallationsEnvironment } from './get-installations.lambda';
import { grantSync } from './installation-sync.construct';
import type { InstallationTable } from './installation-table.construct';
import type { RefreshCachedDataEnvironment } from './refresh-cached-data.lambda';

export interface InstallationOperationProps {
  readonly appTable: ITable;
  readonly installationTable: InstallationTable;
  readonly settings: FunctionSettings;
}

export interface GitHubOperationProps extends InstallationOperationProps {
  /** Base URL of GitHub's REST API for Apps whose row names no host. */
  readonly gitHubApiUrl: string;
}

/** `GetInstallationToken`: finds the installation, here or at GitHub, and exchanges an App token for one of it. */
export class InstallationTokenFunction extends OperationFunction {
  constructor(scope: Construct, id: string, props: GitHubOperationProps) {
    const { appTable, installationTable, settings } = props;
    super(scope, id, {
      handlerName: 'get-installation-token',
      description: 'GetInstallationToken: a token for one installation of a GitHub App, scoped as asked',
      endpointName: 'InstallationAccessTokenEndpoint',
      appTableName: appTable.tableName,
      environment: {
        APP_TABLE_NAME: appTable.tableName,
        INSTALLATION_TABLE_NAME: installationTable.tableName,
        GITHUB_API_URL: props.gitHubApiUrl,
      } satisfies GetInstallationTokenEnvironment,
      timeout: Duration.seconds(60),
      memorySize: 512,
      settings,
    });
    grantAppLookup(this.handler, appTable);
    grantSign(this.handler, appTable);
    installationTable.grantUse(this.handler, {
      table: ['GetItem', 'PutItem', 'Query'],
      indexes: ['InstallationID', 'Login'],
    });
  }
}

/** `RefreshCachedData`: the installation sync, when somebody asks for it. */
export class RefreshFunction extends OperationFunction {
  constructor(scope: Construct, id: string, props: GitHubOperationProps) {
    const { appTable, installationTable, settings } = props;
    super(scope, id, {
      handlerName: 'refresh-cached-data',
      description: 'RefreshCachedData: brings the installation table up to date with GitHub',
      endpointName: 'RefreshCachedDataEndpoint',
      appTableName: appTable.tableName,
      environment: {
        APP_TABLE_NAME: appTable.tableName,
        INSTALLATION_TABLE_NAME: installationTable.tableName,
        GITHUB_API_URL: props.gitHubApiUrl,
      } satisfies RefreshCachedDataEnvironment,
      timeout: Duration.minutes(5),
      memorySize: 1024,
      settings,
    });
    grantSync(this.handler, props);
  }
}

/** `GetInstallationData`: the rows of one target. */
export class InstallationDataFunction extends OperationFunction {
  constructor(scope: Construct, id: string, props: InstallationOperationProps) {
    const { appTable, installationTable, settings } = props;
    super(scope, id, {
      handlerName: 'get-installation-data',
      description: 'GetInstallationData: the installations of one account',
      endpointName: 'InstallationRecordEndpoint',
      appTableName: appTable.tableName,
      environment: { INSTALLATION_TABLE_NAME: installationTable.tableName } satisfies GetInstallationDataEnvironment,
      timeout: Duration.seconds(15),
      memorySize: 512,
      settings,
    });
    installationTable.grantUse(this.handler, { indexes: ['NodeID', 'InstallationID', 'Login'] });
  }
}

/** `GetInstallations`: all rows, page by page. */
export class InstallationsFunction extends OperationFunction {
  constructor(scope: Construct, id: string, props: InstallationOperationProps) {
    const { appTable, installationTable, settings } = props;
    super(scope, id, {
      handlerName: 'get-installations',
      description: 'GetInstallations: all known installations, page by page',
      endpointName: 'InstallationsEndpoint',
      appTableName: appTable.tableName,
      environment: { INSTALLATION_TABLE_NAME: installationTable.tableName } satisfies GetInstallationsEnvironment,
      timeout: Duration.seconds(15),
      memorySize: 512,
      settings,
    });
    installationTable.grantUse(this.handler, { table: ['Query', 'Scan'] });
  }
}
