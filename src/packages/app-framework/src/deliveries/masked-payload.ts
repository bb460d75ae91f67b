import { maskSecrets } from '../lambda/mask-secrets';
import { parsedJson } from '../lambda/parsed-json';

const mostCharacters = 100_000;

/** Members that hold a secret by the last of their words; `secret_type` and the like are no secrets. */
const secretMember =
  /(^|_)(tokens?|secrets?|passwords?|passwd|passphrases?|passcodes?|credentials?|authorization|cookies?|(private|api|access|secret)_?keys?)$/i;
/** What a permission of the name `secrets` is granted as. */
const accessLevel = /^(read|write|admin|none)$/;

/** What no pattern of GitHub's knows: credentials within addresses, and keys of others. None asks for the end of a word before it, as there. */
const more: readonly [pattern: RegExp, masked: string][] = [
  [/:\/\/[^/@\s"]{1,200}@/g, '://***@'],
  [/([?&](?:\w{1,30}_)?(?:token|secret|password|key|signature|sig)=)[^&"\s\\]+/gi, '$1***'],
  [/(AKIA|ASIA)[A-Z0-9]{16}\b/g, '$1***'],
  [/xox[abeoprs]-[\w-]{10,}/g, 'xox***'],
  [/(hooks\.slack(?:-gov)?\.com\/\w{1,20}\/)[\w/-]+/g, '$1***'],
  [/glpat-[\w.-]{20,}/g, 'glpat-***'],
  [/([rs]k_live_)[A-Za-z0-9]{16,}/g, '$1***'],
];

export interface ShownPayload {
  readonly text: string;
  /** How much of it is not shown. */
  readonly more: number;
}

/** A payload to be read by people: without what is, or looks like, a secret. What nobody can tell from prose stays. */
export function shownPayload(body: string): ShownPayload {
  const parsed = parsedJson(body);
  const plain = parsed === undefined ? body : JSON.stringify(parsed, masked, 2);
  const text = more.reduce((all, [pattern, mask]) => all.replace(pattern, mask), maskSecrets(plain));
  return { text: text.slice(0, mostCharacters), more: Math.max(0, text.length - mostCharacters) };
}

/** All that is below such a member is masked with it. */
function masked(name: string, value: unknown): unknown {
  if (!secretMember.test(inWords(name))) return value;
  if (typeof value === 'string') return value === '' || accessLevel.test(value) ? value : '***';
  return typeof value === 'number' || (typeof value === 'object' && value !== null) ? '***' : value;
}

/** `accessToken`, `APIKey` and `api-key` with a `_` between their words. */
function inWords(name: string): string {
  return name.replaceAll(/([a-z\d])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])|-/g, '$1$2_');
}
