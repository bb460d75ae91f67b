import { type HouseEnvironment, optionalVariable, requiredVariable } from '../lambda/environment';
import { escaped } from '../lambda/sign-request';

/** Services that are called by signed requests: the name in the signature and the host, and that in the environment. */
const services = {
  apigateway: 'API_GATEWAY',
  dynamodb: 'DYNAMODB',
  events: 'EVENTBRIDGE',
  kms: 'KMS',
  lambda: 'LAMBDA',
  monitoring: 'CLOUDWATCH',
  s3: 'S3',
  secretsmanager: 'SECRETS_MANAGER',
  sns: 'SNS',
  sqs: 'SQS',
  ssm: 'SSM',
  states: 'SFN',
  wafv2: 'WAFV2',
} as const;

export type SignedService = keyof typeof services;

/** Where a service is called: at the endpoint that the environment names, as the SDKs do, otherwise at that of the region. No slash ends it. */
export function endpointOf(service: SignedService): string {
  return namedEndpoint(service) ?? `https://${hostOf(service)}`;
}

/**
 * Where an object is. The bucket is part of the host, save at an endpoint that the environment names, and where a dot in its name would
 * not match the certificate.
 */
export function objectUrl({ bucket, key }: { readonly bucket: string; readonly key: string }): string {
  const path = key.split('/').map(escaped).join('/');
  const isHost = !namedEndpoint('s3') && !bucket.includes('.');
  return isHost ? `https://${bucket}.${hostOf('s3')}/${path}` : `${endpointOf('s3')}/${bucket}/${path}`;
}

function namedEndpoint(service: SignedService): string | undefined {
  const named = optionalVariable(`AWS_ENDPOINT_URL_${services[service]}`) ?? optionalVariable('AWS_ENDPOINT_URL');
  return named?.replace(/\/+$/, '');
}

function hostOf(service: SignedService): string {
  return `${service}.${requiredVariable('AWS_REGION')}.${requiredVariable<keyof HouseEnvironment>('APP_FRAMEWORK_URL_SUFFIX')}`;
}
