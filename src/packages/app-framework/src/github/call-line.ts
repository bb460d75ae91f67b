import type { RateLimit } from './rate-limit';
import type { RateLimitOwner } from './rate-limit-line';

/** One try of one request, and what came of it. */
export interface GitHubCall {
  /** Method and path, with the names of its parameters in braces in the place of what people called things. */
  readonly route: string;
  /** Absent where no answer came. */
  readonly status?: number | undefined;
  readonly milliseconds: number;
  readonly limit?: RateLimit | undefined;
  readonly spends?: RateLimitOwner | undefined;
}

/** Writes one line of a log: an event, then its fields. */
export type WriteLine = (event: string, fields: Readonly<Record<string, unknown>>) => void;

/** Tells of a request in one line, without query, body, headers and token. */
export function writeCall(write: WriteLine, { route, status, milliseconds, limit, spends }: GitHubCall): void {
  const [method = '', path = ''] = route.split(' ');
  write('GitHub called', {
    method,
    route: pathOf(path),
    status: status ?? 'none',
    ms: Math.round(milliseconds),
    ...(limit && { left: limit.remaining, of: limit.limit, category: limit.resource }),
    ...spends,
  });
}

/** Whoever writes out a whole address may have put anything behind its path, and before its host. */
function pathOf(route: string): string {
  return route.replace(/[?#].*|^[a-z]+:\/\/[^/]*/gi, '');
}
