export {
  type AppFrameworkAuthOptions,
  type AppFrameworkAuthSettings,
  type AuthRequest,
  createAppFrameworkAuth,
  type FactoryOptions,
} from './octokit/app-framework-auth';
export type { SeenResponse } from './octokit/auth-hook';
export type { DeploymentSettings } from './octokit/deployment-client';
export { createKmsJwt, type KmsKey, withKmsJwt } from './octokit/kms-jwt-signer';
export { type CreateJwt, createDeploymentJwt, withDeploymentJwt, withJwt } from './octokit/remote-jwt';
export {
  type AppToken,
  createTokenSource,
  type InstallationToken,
  type InstallationTokenRequest,
  type TokenSource,
  type TokenSourceSettings,
} from './octokit/token-source';
