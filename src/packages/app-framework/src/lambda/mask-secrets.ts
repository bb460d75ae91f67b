const secrets: readonly [pattern: RegExp, masked: string][] = [
  // GitHub's tokens, short or stateless with dots (https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/).
  [/\b(gh[a-z]|github_pat)_[A-Za-z0-9_.-]+/g, '$1_***'],
  [/\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g, 'eyJ***'],
  // Up to the end of the JSON text that it stands in, whole or cut off.
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[^"\\]|\\[nrt])*/g, '*** private key ***'],
];

/**
 * A line of JSON without what looks like a GitHub token, a JWT or a private key: the last net below code that hands none of them on. It stays
 * valid JSON, because nothing is put in that JSON would have to escape.
 */
export function maskSecrets(line: string): string {
  return secrets.reduce((masking, [pattern, masked]) => masking.replace(pattern, masked), line);
}
