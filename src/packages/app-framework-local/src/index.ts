export { isLoopback, refuseMixedEndpoints } from './aws/endpoint-guard';
export type { Credentials, Identity, PolicyDocument } from './aws/identities';
export { createGitHubControl, type GitHubControl } from './github/control/control-client';
export {
  primaryRateLimit,
  secondaryRateLimit,
  serverError,
  silence,
  slowness,
  tooManyRequests,
} from './github/faults/fault-makers';
export { type GitHubOptions, type LocalGitHub, startGitHub } from './github/server/start';
export { type LocalDeployment, type StartLocalOptions, startLocal } from './local-deployment';
