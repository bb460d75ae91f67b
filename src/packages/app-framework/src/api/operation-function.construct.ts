import { Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { BundledFunctionProps } from '../lambda/bundled-function.construct';
import { endpointNameOf, type OperationName } from './operations';
import { UrlFunction } from './url-function.construct';

export interface OperationFunctionProps extends Omit<BundledFunctionProps, 'handlerName'> {
  /** What it serves. Tag and bundle are named after it, unless it shares one. */
  readonly operation: OperationName;
  readonly handlerName?: string;
  /** Name of the App table: tells the functions of two deployments in one account apart. */
  readonly appTableName: string;
}

/** One operation of the API: a function behind a Function URL that only IAM principals with its grant can call. */
export class OperationFunction extends UrlFunction {
  constructor(scope: Construct, id: string, props: OperationFunctionProps) {
    super(scope, id, { handlerName: kebabCase(props.operation), ...props });
    Tags.of(this.handler).add('CredentialManager', endpointNameOf(props.operation));
    Tags.of(this.handler).add('AppTable', props.appTableName);
  }
}

function kebabCase(name: string): string {
  return name.replace(/\B[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
