import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Aws, type Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  type Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  type Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { HouseEnvironment } from './environment';

// The same depth from src/lambda (tests) and from lib/lambda (the published package).
const assets = join(__dirname, '..', '..', 'assets');

const house: HouseEnvironment & Record<string, string> = { URL_SUFFIX: Aws.URL_SUFFIX };

/** What all functions of one deployment have in common. */
export interface FunctionSettings {
  readonly architecture: Architecture;
  readonly runtime: Runtime;
  readonly logRetention: RetentionDays;
  /** What becomes of the log group when the function goes. */
  readonly removalPolicy: RemovalPolicy;
  /** MiB, instead of what the function asks for. */
  readonly memorySize?: number;
}

export interface BundledFunctionProps {
  /** Name of the handler's file without `.lambda.ts`: its folder in `assets/`. */
  readonly handlerName: string;
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeout: Duration;
  /** MiB that this function needs when the deployment does not say otherwise. */
  readonly memorySize: number;
  readonly settings: FunctionSettings;
}

/**
 * A function whose code was bundled when this package was built, so that a consumer's synth needs no bundler.
 *
 * It writes JSON to a log group of its own with a retention, is traced, and runs under a role that may write those logs
 * and traces and nothing else until something is granted.
 */
export class BundledFunction extends LambdaFunction {
  readonly executionRole: Role;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    const { settings } = props;
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: settings.logRetention,
      removalPolicy: settings.removalPolicy,
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);

    super(scope, id, {
      code: Code.fromAsset(bundledHandler(props.handlerName)),
      handler: 'index.handler',
      description: props.description,
      environment: { ...house, ...props.environment },
      timeout: props.timeout,
      memorySize: settings.memorySize ?? props.memorySize,
      runtime: settings.runtime,
      architecture: settings.architecture,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
    });

    this.executionRole = role;
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray has no resource to name: xray:PutTraceSegments and PutTelemetryRecords work on * only.',
    });
  }
}

function bundledHandler(name: string): string {
  const folder = join(assets, name);
  if (!existsSync(join(folder, 'index.js'))) {
    throw new Error(
      `The bundled handler ${name} is missing: looked for ${join(folder, 'index.js')}. ` +
        'In a checkout, build the package first: node build/bundle-handlers.mjs. ' +
        'From npm, the installation is incomplete: install the package again.',
    );
  }
  return folder;
}
