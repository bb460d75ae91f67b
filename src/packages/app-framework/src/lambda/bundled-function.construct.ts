import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Aws, type Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
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
import type { CertificateAuthorities } from './certificate-authorities.construct';
import type { HouseEnvironment } from './environment';

// From src/lambda (tests), and from the one file that lib/ has of all constructs (the published package).
const assets = join(__dirname, basename(__dirname) === 'lib' ? '..' : join('..', '..'), 'assets');

const house: HouseEnvironment & Record<string, string> = { APP_FRAMEWORK_URL_SUFFIX: Aws.URL_SUFFIX };

/** What all functions of one deployment have in common. */
export interface FunctionSettings {
  readonly architecture: Architecture;
  readonly runtime: Runtime;
  readonly logRetention: RetentionDays;
  /** What becomes of the log group when the function goes. */
  readonly removalPolicy: RemovalPolicy;
  /** MiB, instead of what the function asks for. */
  readonly memorySize?: number;
  /** Whom the functions trust, besides those that Node.js trusts. */
  readonly certificateAuthorities?: CertificateAuthorities;
  /** Where in a network the functions run; in none when absent. */
  readonly network?: FunctionNetwork;
}

/** A place in a VPC. */
export interface FunctionNetwork {
  readonly vpc: IVpc;
  readonly vpcSubnets?: SubnetSelection;
  readonly securityGroups?: readonly ISecurityGroup[];
}

export interface BundledFunctionProps {
  /** Name of the handler's file without `.lambda.ts`: its folder in `assets/`. */
  readonly handlerName: string;
  /** Which of its exports Lambda calls: `handler` by default. */
  readonly exportName?: string | undefined;
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeout: Duration;
  /** MiB that this function needs when the deployment does not say otherwise. */
  readonly memorySize: number;
  /** Instances that Lambda keeps for it, and lets it have at most. */
  readonly reservedConcurrency?: number | undefined;
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
    const { certificateAuthorities, network } = settings;
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: settings.logRetention,
      removalPolicy: settings.removalPolicy,
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    if (network) letJoin(role);

    super(scope, id, {
      code: Code.fromAsset(bundledHandler(props.handlerName)),
      handler: `index.${props.exportName ?? 'handler'}`,
      description: props.description,
      environment: { ...house, ...certificateAuthorities?.variables, ...props.environment },
      ...(certificateAuthorities && { layers: [certificateAuthorities] }),
      ...(network && inNetwork(network)),
      timeout: props.timeout,
      memorySize: settings.memorySize ?? props.memorySize,
      ...(props.reservedConcurrency !== undefined && { reservedConcurrentExecutions: props.reservedConcurrency }),
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
      reason:
        'X-Ray has no resource to name: xray:PutTraceSegments and PutTelemetryRecords work on * only. In a VPC, Lambda asks for its actions of EC2 on *, and the code of the function is denied them.',
    });
  }
}

function inNetwork({ vpc, vpcSubnets, securityGroups }: FunctionNetwork) {
  return {
    vpc,
    ...(vpcSubnets && { vpcSubnets }),
    ...(securityGroups && { securityGroups: [...securityGroups] }),
  };
}

/** What Lambda does with the role of a function in a VPC (https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions). */
const networkActions = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/** Lets Lambda make the function's network interfaces, and not the function: only what its code asks for names a source function. */
function letJoin(role: Role): void {
  role.addToPolicy(new PolicyStatement({ actions: networkActions, resources: ['*'] }));
  role.addToPolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      actions: networkActions,
      resources: ['*'],
      conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
    }),
  );
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
