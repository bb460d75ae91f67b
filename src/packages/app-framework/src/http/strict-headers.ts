import { createHash } from 'node:crypto';

/** What a page is let do. */
export interface PageRights {
  /** Of its one style, and of its one script if it has one: see {@link hashOf}. */
  readonly styleHash: string;
  readonly scriptHash?: string;
  /** Where its forms go, with all redirects, as the policy spells it; nowhere when absent. */
  readonly goesTo?: string;
  /** Asked for again by itself after this time. */
  readonly againInSeconds?: number;
}

/** What a policy knows a style or a script by. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

/** Nothing is loaded, framed, run or told to the next site, save what the page itself is for. */
export function strictHeaders({ styleHash, scriptHash, goesTo, againInSeconds }: PageRights): Record<string, string> {
  const runs = scriptHash === undefined ? '' : ` script-src 'sha256-${scriptHash}';`;
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}';${runs} base-uri 'none'; form-action ${goesTo ?? "'none'"}; frame-ancestors 'none'`,
    // Without any, browsers call the origin of a form null, and the other site may want to know it.
    'referrer-policy': goesTo === undefined || goesTo.startsWith("'self'") ? 'no-referrer' : 'strict-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'strict-transport-security': 'max-age=31536000',
    ...(againInSeconds !== undefined && { refresh: String(againInSeconds) }),
  };
}
