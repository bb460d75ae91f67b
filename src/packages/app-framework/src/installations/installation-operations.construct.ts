import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { OperationFunction } from '../api/operation-function.construct';
import type { FunctionSettings } from '../lambda/bundled-function.construct';
import type { InstallationTable } from './installation-table.construct';
import type { ReadInstallationsEnvironment } from './read-installations.lambda';

export interface InstallationOperationProps {
  readonly appTable: ITable;
  readonly installationTable: InstallationTable;
  readonly settings: FunctionSettings;
}

export interface GitHubOperationProps extends InstallationOperationProps {
  /** Base URL of GitHub's REST API for Apps whose row names no host. */
  readonly gitHubApiUrl: string;
}

/** `GetInstallationData`: the rows of one target. */
export class InstallationDataFunction extends OperationFunction {
  constructor(scope: Construct, id: string, props: InstallationOperationProps) {
    super(scope, id, {
      ...readingInstallations(props),
      operation: 'GetInstallationData',
      exportName: 'ofOneTarget',
      description: 'GetInstallationData: the installations of one account',
    });
    props.installationTable.grantUse(this.handler, { indexes: ['NodeID', 'InstallationID', 'Login'] });
  }
}

/** `GetInstallations`: all rows, page by page. */
export class InstallationsFunction extends OperationFunction {
  constructor(scope: Construct, id: string, props: InstallationOperationProps) {
    super(scope, id, {
      ...readingInstallations(props),
      operation: 'GetInstallations',
      description: 'GetInstallations: all known installations, page by page',
    });
    props.installationTable.grantUse(this.handler, { table: ['Query', 'Scan'] });
  }
}

function readingInstallations({ appTable, installationTable, settings }: InstallationOperationProps) {
  return {
    handlerName: 'read-installations',
    appTableName: appTable.tableName,
    environment: { INSTALLATION_TABLE_NAME: installationTable.tableName } satisfies ReadInstallationsEnvironment,
    timeout: Duration.seconds(15),
    memorySize: 512,
    settings,
  };
}
