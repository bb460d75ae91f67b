/** Longer than any name: header, claims and signature of the shortest JWT that says something. The upper ends bound the time of a search. */
const jwt = 'eyJ[\\w-]{17,2000}\\.[\\w-]{20,4000}\\.[\\w-]{43,}';

/**
 * As GitHub makes them, by prefix and length, so that no name of a role, a login or a repository is taken for one by its beginning alone
 * (https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats).
 * No pattern asks for the end of a word before it: in JSON a line break before a token is written with a letter.
 */
const secrets: readonly [pattern: RegExp, masked: string][] = [
  // `ghs_`, the App's id, a JWT (https://github.blog/changelog/2026-05-15-github-app-installation-tokens-per-request-override-header/).
  [new RegExp(`(gh[a-z])_(?:\\w{1,40}?_)?${jwt}`, 'g'), '$1_***'],
  [/(gh[psour])_[A-Za-z0-9]{36,}/g, '$1_***'],
  [/github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59,}/g, 'github_pat_***'],
  [new RegExp(jwt, 'g'), 'eyJ***'],
  // Up to the end of the JSON text that it stands in, whole or cut off.
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[^"\\]|\\[nrt])*/g, '*** private key ***'],
];

/** Something that each of the patterns begins with: most lines hold none of it. */
const suspicion = /gh[a-z]_|github_pat_|eyJ|-----BEGIN /;

/**
 * JSON without what looks like a GitHub token, a JWT or a private key: the last net below code that hands none of them on. It stays valid
 * JSON, because nothing is put in that JSON would have to escape.
 */
export function maskSecrets(json: string): string {
  if (!suspicion.test(json)) return json;
  return secrets.reduce((masking, [pattern, masked]) => masking.replace(pattern, masked), json);
}
