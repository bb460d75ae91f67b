import { NestedStack } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { OperationFunction } from '../api/operation-function.construct';
import type { CredentialManagerOperation } from './props.construct';

/** What can be read of each operation: its URL, its function and the function's ARN, under the names that users rely on; and its metrics. */
export abstract class OperationsOfCredentialManager extends NestedStack {
  protected abstract readonly operations: Readonly<Record<CredentialManagerOperation, OperationFunction>>;

  /** URL of `GetAppToken`. */
  get appTokenEndpoint(): string {
    return this.operations.GetAppToken.endpoint;
  }
  get appTokenFunction(): IFunction {
    return this.operations.GetAppToken.handler;
  }
  get appTokenLambdaArn(): string {
    return this.operations.GetAppToken.handler.functionArn;
  }

  /** URL of `GetInstallationToken`. */
  get installationAccessTokenEndpoint(): string {
    return this.operations.GetInstallationToken.endpoint;
  }
  get installationAccessTokenFunction(): IFunction {
    return this.operations.GetInstallationToken.handler;
  }
  get installationAccessLambdaArn(): string {
    return this.operations.GetInstallationToken.handler.functionArn;
  }

  /** URL of `RefreshCachedData`. */
  get refreshCachedDataEndpoint(): string {
    return this.operations.RefreshCachedData.endpoint;
  }
  get refreshCachedDataFunction(): IFunction {
    return this.operations.RefreshCachedData.handler;
  }
  get refreshCachedDataLambdaArn(): string {
    return this.operations.RefreshCachedData.handler.functionArn;
  }

  /** URL of `GetInstallationData`. */
  get installationRecordEndpoint(): string {
    return this.operations.GetInstallationData.endpoint;
  }
  get installationRecordFunction(): IFunction {
    return this.operations.GetInstallationData.handler;
  }
  get installationRecordLambdaArn(): string {
    return this.operations.GetInstallationData.handler.functionArn;
  }

  /** URL of `GetInstallations`. */
  get installationsEndpoint(): string {
    return this.operations.GetInstallations.endpoint;
  }
  get installationsFunction(): IFunction {
    return this.operations.GetInstallations.handler;
  }
  get installationsLambdaArn(): string {
    return this.operations.GetInstallations.handler.functionArn;
  }

  /** URL of `RevokeInstallationTokens`. */
  get revokeInstallationTokensEndpoint(): string {
    return this.operations.RevokeInstallationTokens.endpoint;
  }
  get revokeInstallationTokensFunction(): IFunction {
    return this.operations.RevokeInstallationTokens.handler;
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
}
