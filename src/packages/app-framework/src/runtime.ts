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
export type { HandlerOctokit } from './handlers/handler-octokit';
export type { Once } from './handlers/once';
export type { HandlerLogger, WebhookFunction } from './handlers/serve-events';
export {
  type WebhookContext,
  type WebhookName,
  type WebhookPayload,
  webhookHandler,
} from './handlers/webhook-handler';
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
