import { isRateLimit } from '../github/outcome';
import { ssoUrlOf } from '../github/single-sign-on';
import { cutText } from '../lambda/cut-text';
import { field } from '../lambda/parsed-json';

/**
 * Why GitHub does not let the App act as the person.
 *
 * - `sso`: their organisation wants a single sign-on for the App: `ssoUrl` is the link, for them alone
 *   (`signInAgainUrl` leads to a page that shows them such a link, and may be shown to anybody)
 * - `ip-allow-list`: the organisation takes requests from its own addresses only: its owners allow the App's, or leave it
 * - `rate-limit`: `retryAfterSeconds`, where GitHub says
 * - `permission`: the App or the person lacks a right; `accepted` names what GitHub would take, where it says
 * - `not-installed`: the App is not installed there, or not for this repository
 */
export type ForbiddenReason = 'sso' | 'ip-allow-list' | 'rate-limit' | 'permission' | 'not-installed';

/** GitHub answered 403 to what was done as a person. What Octokit threw is its `cause`. */
export class UserForbidden extends Error {
  override readonly name = 'UserForbidden';
  readonly status = 403;

  constructor(
    readonly reason: ForbiddenReason,
    message: string,
    readonly details: {
      readonly ssoUrl?: string;
      /** Where the person signs in once more, and is told what their organisation wants of them. Whoever else opens it signs in as themselves. */
      readonly signInAgainUrl?: string;
      readonly retryAfterSeconds?: number;
      readonly accepted?: string;
    },
    cause: unknown,
  ) {
    super(message, { cause });
  }
}

interface Said {
  readonly apiUrl: string;
  readonly login: string;
  readonly signInAgainUrl?: string | undefined;
}

/** What a 403 means; any other error as it is. */
export function explained(error: unknown, { apiUrl, login, signInAgainUrl }: Said): unknown {
  if (!(error instanceof Error) || field(error, 'status') !== 403) return error;
  const headers = field(field(error, 'response'), 'headers');
  const { message } = error;
  const forbidden = (reason: ForbiddenReason, what: string, details: UserForbidden['details'] = {}) =>
    new UserForbidden(
      reason,
      `GitHub does not let the App act as ${login}: ${what}`,
      { ...details, ...(signInAgainUrl !== undefined && { signInAgainUrl }) },
      error,
    );

  const sso = ssoUrlOf(field(headers, 'x-github-sso'), apiUrl);
  if (field(headers, 'x-github-sso') !== undefined || /SAML enforcement/i.test(message)) {
    return forbidden(
      'sso',
      'their organisation wants a single sign-on for it first.',
      sso === undefined ? {} : { ssoUrl: sso },
    );
  }
  if (isRateLimit({ status: 403, headers, message })) {
    const seconds = Number(field(headers, 'retry-after'));
    return forbidden('rate-limit', 'a rate limit is met.', seconds > 0 ? { retryAfterSeconds: seconds } : {});
  }
  if (/IP allow list/i.test(message)) {
    return forbidden('ip-allow-list', 'the organisation takes requests from addresses of its IP allow list only.');
  }
  const accepted = field(headers, 'x-accepted-github-permissions');
  if (/not accessible by integration/i.test(message) && accepted === undefined) {
    return forbidden('not-installed', 'it is not installed there, or not for this repository.');
  }
  return forbidden(
    'permission',
    `it or they lack a right (${cutText(message, 200)}).`,
    typeof accepted === 'string' ? { accepted } : {},
  );
}
