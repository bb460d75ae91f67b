export { isLoopback, refuseMixedEndpoints } from './aws/endpoint-guard';
export type { Credentials, Identity, PolicyDocument } from './aws/identities';
export * from './github-server';
export { type LocalDeployment, type StartLocalOptions, startLocal } from './local-deployment';
