import { maskSecrets } from '../lambda/mask-secrets';
import { parsedJson } from '../lambda/parsed-json';

const mostCharacters = 100_000;

/** Members that hold a secret by their names; `secret_type` and the like are no secrets. */
const secretMember =
  /(^|[_-])(token|secret|password|passwd|passphrase|credentials?|authorization|cookie|private_?key|api_?key)$/i;

/** What no pattern of GitHub's knows: credentials within addresses, and keys of AWS and Slack. */
const more: readonly [pattern: RegExp, masked: string][] = [
  [/:\/\/[^/@\s"]{1,200}@/g, '://***@'],
  [/([?&](?:\w{1,30}_)?(?:token|secret|password|key|signature|sig)=)[^&"\s\\]+/gi, '$1***'],
  [/\b(AKIA|ASIA)[A-Z0-9]{16}\b/g, '$1***'],
  [/\bxox[abeoprs]-[\w-]{10,}/g, 'xox***'],
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

function masked(name: string, value: unknown): unknown {
  return typeof value === 'string' && value !== '' && secretMember.test(name) ? '***' : value;
}
