import { webUrlOf } from './web-url';

/**
 * The link of `X-GitHub-SSO: required; url=…`, by which a person signs on at their organisation for the token that was refused; only where it
 * leads to the same GitHub.
 */
export function ssoUrlOf(header: unknown, apiUrl: string): string | undefined {
  const url = /^required;\s*url=(\S+)$/.exec(String(header))?.[1];
  return url !== undefined && isAtSameGitHub(url, apiUrl) ? url : undefined;
}

export function isAtSameGitHub(url: string, apiUrl: string): boolean {
  return URL.canParse(url) && new URL(url).origin === new URL(webUrlOf(apiUrl)).origin;
}
