export {
  AccessDeniedError,
  AppFrameworkServiceException,
  ClientSideError,
  GitHubFailedError,
  NotFoundError,
  ServerSideError,
  ThrottledError,
  ValidationException,
} from '@aws/app-framework-for-github-apps-on-aws-client';
export {
  type AppFrameworkAuthOptions,
  type AppFrameworkAuthSettings,
  type AuthRequest,
  createAppFrameworkAuth,
  type FactoryOptions,
} from './runtime/app-framework-auth';
export type { SeenResponse } from './runtime/auth-hook';
export type { DeploymentSettings } from './runtime/deployment-client';
export { createKmsJwt, type KmsKey, withKmsJwt } from './runtime/kms-jwt-signer';
export { type CreateJwt, createDeploymentJwt, withDeploymentJwt, withJwt } from './runtime/remote-jwt';
export type { InstallationTokenRequest } from './runtime/token-request';
export {
  type AppToken,
  createTokenSource,
  type InstallationToken,
  type TokenSource,
  type TokenSourceSettings,
} from './runtime/token-source';
