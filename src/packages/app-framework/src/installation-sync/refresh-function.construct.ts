import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { OperationFunction } from '../api/operation-function.construct';
import type { GitHubOperationProps } from '../installations/installation-operations.construct';
import { grantSync } from './installation-sync.construct';
import type { SyncEnvironment } from './refresh-cached-data.lambda';
import type { SyncPlace } from './sync-place.construct';

export interface RefreshFunctionProps extends GitHubOperationProps {
  readonly syncPlace: SyncPlace;
}

/** `RefreshCachedData`: the installation sync, when somebody asks for it. */
export class RefreshFunction extends OperationFunction {
  constructor(scope: Construct, id: string, props: RefreshFunctionProps) {
    const { appTable, installationTable, settings } = props;
    super(scope, id, {
      operation: 'RefreshCachedData',
      description: 'RefreshCachedData: brings the installation table up to date with GitHub',
      appTableName: appTable.tableName,
      environment: {
        APP_TABLE_NAME: appTable.tableName,
        INSTALLATION_TABLE_NAME: installationTable.tableName,
        GITHUB_API_URL: props.gitHubApiUrl,
        SYNC_PLACE_PARAMETER: props.syncPlace.parameterName,
      } satisfies SyncEnvironment,
      timeout: Duration.minutes(5),
      memorySize: 1024,
      settings,
    });
    grantSync(this.handler, props);
  }
}
