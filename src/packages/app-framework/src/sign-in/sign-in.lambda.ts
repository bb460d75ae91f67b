import { openUserTokens, type UserTokensEnvironment } from '../user-tokens/open-user-tokens';
import { openResuming, type ResumeEnvironment } from './open-sign-in';
import { serveSignIn } from './serve-sign-in';

/** Environment that the function needs. */
export type SignInEnvironment = UserTokensEnvironment & ResumeEnvironment;

export const handler = serveSignIn({ ...openUserTokens(), ...openResuming(), now: () => new Date() });
