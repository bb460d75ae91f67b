import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { OperationFunction } from '../api/operation-function.construct';
import type { GitHubOperationProps } from '../installations/installation-operations.construct';
import { grantSync, syncEnvironment } from './installation-sync.construct';
import type { SyncPlace } from './sync-place.construct';

export interface RefreshFunctionProps extends GitHubOperationProps {
  readonly syncPlace: SyncPlace;
}

/** `RefreshCachedData`: the installation sync, when somebody asks for it. */
export class RefreshFunction extends OperationFunction {
  constructor(scope: Construct, id: string, props: RefreshFunctionProps) {
    const { appTable, settings } = props;
    super(scope, id, {
      operation: 'RefreshCachedData',
      description: 'RefreshCachedData: brings the installation table up to date with GitHub',
      appTableName: appTable.tableName,
      environment: syncEnvironment(props),
      timeout: Duration.minutes(5),
      memorySize: 1024,
      settings,
    });
    grantSync(this.handler, props);
  }
}
