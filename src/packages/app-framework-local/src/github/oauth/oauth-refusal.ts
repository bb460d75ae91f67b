const troubleshooting =
  'https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/';

/** GitHub's words for what can be wrong. All come with the status 200. */
const descriptions = {
  access_denied: 'The authorization request was denied.',
  authorization_pending: 'The authorization request is still pending.',
  bad_refresh_token: 'The refresh token passed is incorrect or expired.',
  bad_verification_code: 'The code passed is incorrect or expired.',
  device_flow_disabled: 'Device Flow must be explicitly enabled for this App',
  expired_token: "This 'device_code' has expired.",
  incorrect_client_credentials: 'The client_id and/or client_secret passed are incorrect.',
  incorrect_device_code: 'The device_code provided is not valid.',
  redirect_uri_mismatch: 'The redirect_uri MUST match the registered callback URL for this application.',
  slow_down: 'Too many requests have been made in the same timeframe.',
  unsupported_grant_type: 'The grant type is not supported.',
} as const;

export type OAuthProblem = keyof typeof descriptions;

export type OAuthAnswer = Readonly<Record<string, string | number>>;

export function refusal(problem: OAuthProblem, more: OAuthAnswer = {}): OAuthAnswer {
  return {
    error: problem,
    error_description: descriptions[problem],
    error_uri: `${troubleshooting}#${problem.replaceAll('_', '-')}`,
    ...more,
  };
}
