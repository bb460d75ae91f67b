import type { NewFault } from '../control/control-shapes';

type Target = Pick<NewFault, 'method' | 'path' | 'times' | 'afterRequests'>;

const secondaryLimitUrl =
  'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits';
const rateLimitUrl = 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api';

/** 403 as GitHub sends it to who calls too fast. */
export function secondaryRateLimit(target: Target, { retryAfterSeconds }: { retryAfterSeconds: number }): NewFault {
  return {
    ...target,
    status: 403,
    headers: { 'retry-after': String(retryAfterSeconds) },
    body: {
      documentation_url: secondaryLimitUrl,
      message:
        'You have exceeded a secondary rate limit. Please wait a few minutes before you try again. ' +
        'If you reach out to GitHub Support for help, please include the request ID.',
    },
  };
}

/** 403 as GitHub sends it to who has used up the hour's budget, until `resetAt`. */
export function primaryRateLimit(target: Target, { resetAt }: { resetAt: Date }): NewFault {
  return {
    ...target,
    status: 403,
    headers: {
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-used': '5000',
      'x-ratelimit-reset': String(Math.ceil(resetAt.getTime() / 1000)),
    },
    body: { message: 'API rate limit exceeded for installation ID 0.', documentation_url: rateLimitUrl, status: '403' },
  };
}

/** 429 with the seconds to wait. */
export function tooManyRequests(target: Target, { retryAfterSeconds }: { retryAfterSeconds: number }): NewFault {
  return {
    ...target,
    status: 429,
    headers: { 'retry-after': String(retryAfterSeconds) },
    body: { message: 'Too many requests', documentation_url: rateLimitUrl, status: '429' },
  };
}

/** 5xx: 502 and up come from a proxy in front of GitHub, as a page and not as JSON. */
export function serverError(target: Target, { status }: { status: 500 | 502 | 503 | 504 }): NewFault {
  if (status === 500) return { ...target, status, body: { message: 'Server Error', status: '500' } };
  return {
    ...target,
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: '<!DOCTYPE html><html><head><title>Unicorn! &middot; GitHub</title></head><body></body></html>',
  };
}

/** Takes the request and never answers. */
export function silence(target: Target): NewFault {
  return { ...target, silent: true };
}

/** Does what is asked, but late. */
export function slowness(target: Target, { milliseconds }: { milliseconds: number }): NewFault {
  return { ...target, delayMilliseconds: milliseconds };
}

/** Does what is asked, and the answer is lost: who asked sees a proxy's page, as from `serverError`. */
export function lostAnswer(target: Target): NewFault {
  return { ...serverError(target, { status: 502 }), done: true };
}

/** 200 from the token endpoint with neither a token nor an error. */
export function noToken(target: Target): NewFault {
  return { ...target, status: 200, body: {} };
}

/** 403 of an organisation that wants its people to sign in at home first; the header has the way there. */
export function singleSignOnRequired(target: Target, organization: string): NewFault {
  const url = `https://github.com/orgs/${organization}/sso?authorization_request=AAAAAA`;
  return {
    ...target,
    status: 403,
    headers: { 'x-github-sso': `required; url=${url}` },
    body: {
      message:
        'Resource protected by organization SAML enforcement. You must grant your OAuth token access to this organization.',
      documentation_url:
        'https://docs.github.com/articles/authenticating-to-a-github-organization-with-saml-single-sign-on/',
      status: '403',
    },
  };
}

/** 403 of an organisation that lets in certain addresses only. */
export function addressNotAllowed(target: Target, organization: string): NewFault {
  return {
    ...target,
    status: 403,
    body: {
      message:
        `Although you appear to have the correct authorization credentials, the \`${organization}\` organization has an ` +
        'IP allow list enabled, and your IP address is not permitted to access this resource.',
      documentation_url: 'https://docs.github.com/rest',
      status: '403',
    },
  };
}
