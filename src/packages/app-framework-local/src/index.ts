export { isLoopback, refuseMixedEndpoints } from './aws/endpoint-guard';
export type { Credentials, Identity, PolicyDocument } from './aws/identities';
export { createGitHubControl, type GitHubControl } from './github/control/control-client';
export {
  addressNotAllowed,
  lostAnswer,
  noToken,
  primaryRateLimit,
  secondaryRateLimit,
  serverError,
  silence,
  singleSignOnRequired,
  slowness,
  tooManyRequests,
} from './github/faults/fault-makers';
export { type GitHubOptions, type LocalGitHub, startGitHub } from './github/server/start';
export { type LocalDeployment, type StartLocalOptions, startLocal } from './local-deployment';
