import { NestedStack } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { OperationFunction } from '../api/operation-function.construct';
import {
  type EndpointName,
  endpointNameOf,
  type OperationName,
  operationNames,
  operationsOfApi,
} from '../api/operations';

type Uncapitalized<Name extends OperationName> = Uncapitalize<(typeof operationNames)[Name]>;
type Verb<Name extends OperationName> = Name extends `Get${string}` ? 'Get' : '';
/** Their grants do more than open the function: the credential manager has them written out. */
type GrantedWithCare = 'GetAppToken' | 'GetInstallationToken';

/** URL of an operation, to give to the client. */
type Endpoints = { readonly [Name in OperationName as `${Uncapitalized<Name>}Endpoint`]: string };
/** Function that serves an operation. */
type Functions = { readonly [Name in OperationName as `${Uncapitalized<Name>}Function`]: IFunction };
/** ARN of the function that serves an operation. */
type LambdaArns = { readonly [Name in OperationName as `${Uncapitalized<Name>}LambdaArn`]: string };
/** Lets a principal call an operation through its URL, signed as itself. */
type Grants = {
  readonly [Name in Exclude<OperationName, GrantedWithCare> as `grant${Verb<Name>}${(typeof operationNames)[Name]}`]: (
    grantee: IGrantable,
  ) => Grant;
};

/** What the list of operations gives every credential manager: a URL, a function, its ARN and a grant for each of them. */
export interface OperationsOfCredentialManager extends Endpoints, Functions, LambdaArns, Grants {}

/** What can be read of each operation and granted, under the names that users rely on; and its metrics. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the static block below defines each member, from the same list as the types.
export abstract class OperationsOfCredentialManager extends NestedStack {
  protected abstract readonly operations: Readonly<Record<OperationName, OperationFunction>>;

  static {
    const define = (name: string, read: (of: OperationFunction) => unknown, operation: OperationName) =>
      Object.defineProperty(OperationsOfCredentialManager.prototype, name, {
        get(this: OperationsOfCredentialManager) {
          return read(this.operations[operation]);
        },
      });
    for (const operation of operationsOfApi) {
      const part = operationNames[operation];
      const name = part.charAt(0).toLowerCase() + part.slice(1);
      const verb = operation.startsWith('Get') ? 'Get' : '';
      define(`${name}Endpoint`, ({ endpoint }) => endpoint, operation);
      define(`${name}Function`, ({ handler }) => handler, operation);
      define(`${name}LambdaArn`, ({ handler }) => handler.functionArn, operation);
      define(`grant${verb}${part}`, (of) => (grantee: IGrantable) => of.grantCall(grantee), operation);
    }
  }

  /** Every URL by the name that its function is tagged with: for the outputs of a stack. */
  get endpoints(): Readonly<Record<EndpointName, string>> {
    const entries = operationsOfApi.map((operation) => [
      endpointNameOf(operation),
      this.operations[operation].endpoint,
    ]);
    return Object.fromEntries(entries);
  }

  /** `installationAccessTokenLambdaArn` under the name that it had before there was a rule for names. */
  get installationAccessLambdaArn(): string {
    return this.installationAccessTokenLambdaArn;
  }

  /**
   * Requests to an operation that were answered with a 5xx status, or with none because the function crashed or ran out
   * of time. Sum over 5 minutes unless `options` say otherwise.
   */
  metricErrors(operation: OperationName, options?: MetricOptions): Metric {
    return this.operations[operation].metricErrors(options);
  }

  /** Requests to an operation that Lambda turned away for want of concurrency. Sum over 5 minutes by default. */
  metricThrottles(operation: OperationName, options?: MetricOptions): Metric {
    return this.operations[operation].metricThrottles(options);
  }

  /** Milliseconds that callers wait for an operation, cold starts included. Average over 5 minutes by default. */
  metricDuration(operation: OperationName, options?: MetricOptions): Metric {
    return this.operations[operation].metricDuration(options);
  }
}
