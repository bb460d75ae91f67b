import { RemovalPolicy } from 'aws-cdk-lib';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { FunctionNetwork, FunctionSettings } from '../lambda/bundled-function.construct';
import { CertificateAuthorities } from '../lambda/certificate-authorities.construct';
import type { CredentialManagerProps } from './props.construct';

/** What all functions of a credential manager have in common. */
export function functionSettings(scope: Construct, props: CredentialManagerProps): FunctionSettings {
  const { memorySize, certificateAuthorities: pem } = props;
  const network = networkOf(props);
  return {
    architecture: props.architecture ?? Architecture.ARM_64,
    runtime: props.runtime ?? Runtime.NODEJS_24_X,
    logRetention: props.logRetention ?? RetentionDays.SIX_MONTHS,
    removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    ...(memorySize !== undefined && { memorySize }),
    ...(pem !== undefined && {
      certificateAuthorities: new CertificateAuthorities(scope, 'CertificateAuthorities', pem),
    }),
    ...(network && { network }),
  };
}

/** Where in a network the functions run. @throws Error where a part of a VPC is named without the VPC */
function networkOf({ vpc, vpcSubnets, securityGroups }: CredentialManagerProps): FunctionNetwork | undefined {
  if (vpc) return { vpc, ...(vpcSubnets && { vpcSubnets }), ...(securityGroups && { securityGroups }) };
  if (vpcSubnets || securityGroups) throw new Error('vpcSubnets and securityGroups are parts of a vpc: give that too.');
  return undefined;
}
