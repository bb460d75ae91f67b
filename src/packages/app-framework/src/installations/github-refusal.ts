import {
  type ApiError,
  accessDenied,
  clientSideError,
  gitHubFailed,
  notFound,
  serverSideError,
  throttled,
} from '../api/api-error';
import type { GitHubFailure } from '../github/outcome';

/** What GitHub was asked for, for the message: `App 7` and, where it is about one, the installation or account. */
export interface Asked {
  readonly appId: number;
  /** Completes "GitHub did not …": such as `give a token for installation 5`. */
  readonly action: string;
}

/** The modelled error for what GitHub answered, with GitHub's own reason. */
export function refusedByGitHub(failure: GitHubFailure, { appId, action }: Asked): ApiError {
  const answer = failure.status === undefined ? failure.message : `${failure.status}: ${failure.message}`;
  const tried = `GitHub did not ${action} (App ${appId}). ${failure.request} came back with ${answer}.`;
  switch (failure.kind) {
    case 'unauthorized':
      // Not the caller's doing, and nothing that the caller can mend: the operator must look.
      return serverSideError(
        `${tried} GitHub does not accept the App's key: it was deleted at GitHub, or the App was, or a clock is wrong. ` +
          "Compare the keys on the App's settings page, and import a new one.",
      );
    case 'forbidden':
      return accessDenied(
        /suspend/i.test(failure.message)
          ? `${tried} The installation is suspended: its owner can end that in the settings of the installed App.`
          : tried,
      );
    case 'not-found':
      return isAboutTheApp(failure)
        ? serverSideError(
            `${tried} GitHub does not know the App: it was deleted there, or its row names the wrong host.`,
          )
        : notFound(tried);
    case 'unprocessable':
      return clientSideError(
        `${tried} Ask only for repositories and permissions that the installation has; GitHub names what it does not accept.`,
      );
    case 'throttled':
      return throttled(`${tried} Try again in ${failure.retryAfterSeconds} s.`, failure);
    case 'unavailable':
      return gitHubFailed(`${tried} Trying again may help.`);
  }
}

/** GitHub's words for an App that it does not know: then nothing was said about the installation that was asked for. */
export function isAboutTheApp({ message }: GitHubFailure): boolean {
  return /integration not found/i.test(message);
}
