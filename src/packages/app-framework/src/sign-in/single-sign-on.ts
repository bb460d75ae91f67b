import type { AskPlace } from '../as-user/user-token-request';
import type { GitHub } from '../github/github';
import { ssoUrlOf } from '../github/single-sign-on';
import type { SignInApp } from '../user-tokens/sign-in-apps';

/** Whose token, and for which place. */
export interface SignedInAt {
  readonly app: SignInApp;
  readonly token: string;
  /** Where they come from; nobody is asked where that is not known. */
  readonly place: AskPlace | undefined;
  readonly remainingMilliseconds: () => number;
}

/** People wait for it, and their pair is not kept yet. */
const longestLookMilliseconds = 5_000;

/** Where somebody's organisation wants them to sign on before the App can act as them; what GitHub does not say in time is no reason to stop. */
export async function singleSignOnAt(gitHub: GitHub, at: SignedInAt): Promise<string | undefined> {
  const { app, token, place, remainingMilliseconds } = at;
  if (!place) return undefined;
  const [owner = '', repo = ''] = place.repository.split('/');
  const began = remainingMilliseconds();
  const outcome = await gitHub.request({
    baseUrl: app.apiUrl,
    route: 'GET /repos/{owner}/{repo}',
    parameters: { owner, repo },
    token,
    remainingMilliseconds: () => remainingMilliseconds() - began + longestLookMilliseconds,
  });
  return outcome.kind === 'forbidden' ? ssoUrlOf(outcome.singleSignOn, app.apiUrl) : undefined;
}
