import { isIPv4, isIPv6, SocketAddress } from 'node:net';
import { field } from '../lambda/parsed-json';

/** WAF keeps the addresses of each in a set of its own. */
export type Family = 'IPV4' | 'IPV6';
export const families: readonly Family[] = ['IPV4', 'IPV6'];

/** Blocks of addresses in CIDR form, each in one spelling. */
export type Ranges = Readonly<Record<Family, readonly string[]>>;

/** What was read, or why it cannot be taken for GitHub's list. */
export type ReadRanges =
  | { readonly kind: 'ranges'; readonly ranges: Ranges }
  | { readonly kind: 'odd'; readonly reason: string };

const bits = { IPV4: 32, IPV6: 128 } as const;
/** Nobody has more of the Internet in one block: what is wider is a mistake, and would let everybody in. */
const widest = { IPV4: 8, IPV6: 16 } as const;
/** What WAF takes in a set (https://docs.aws.amazon.com/waf/latest/developerguide/limits.html). */
const mostRanges = 10_000;

/** The `hooks` of `GET /meta` (https://docs.github.com/en/rest/meta/meta#get-github-meta-information). */
export function hookRanges(meta: unknown): ReadRanges {
  const hooks = field(meta, 'hooks');
  if (!Array.isArray(hooks) || hooks.length === 0) return { kind: 'odd', reason: 'it names no hooks' };
  if (hooks.length > mostRanges) return { kind: 'odd', reason: `it names ${hooks.length} blocks` };
  const odd = hooks.find((one) => typeof one !== 'string' || !blockOf(one));
  if (odd !== undefined) {
    return { kind: 'odd', reason: `${JSON.stringify(odd).slice(0, 60)} is no block of addresses of a likely width` };
  }
  return { kind: 'ranges', ranges: rangesOf(hooks) };
}

/** By family, each once, in one spelling and order: WAF answers addresses of IPv6 written out. What is no block is left out. */
export function rangesOf(blocks: readonly string[]): Ranges {
  const known = blocks.map(blockOf);
  const of = (family: Family) =>
    [...new Set(known.flatMap((block) => (block?.family === family ? [block.text] : [])))].sort();
  return { IPV4: of('IPV4'), IPV6: of('IPV6') };
}

/** As the environment has them, with commas between them. */
export function blocksIn(text = ''): string[] {
  return text.split(',').filter(Boolean);
}

function blockOf(text: string): { readonly family: Family; readonly text: string } | undefined {
  const [, address = '', width = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const family = isIPv4(address) ? 'IPV4' : isIPv6(address) ? 'IPV6' : undefined;
  if (!family || Number(width) < widest[family] || Number(width) > bits[family]) return undefined;
  const spelled = new SocketAddress({ address, family: family === 'IPV4' ? 'ipv4' : 'ipv6' }).address;
  return { family, text: `${spelled}/${Number(width)}` };
}
