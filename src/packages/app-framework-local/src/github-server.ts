/** The part of this package that doors and command share: the local GitHub, as it runs in a process. */
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
