import type { Context } from 'hono';
import type { OAuthAnswer } from './oauth-refusal';
import type { Parameters } from './token-grants';

/** What the request says, in its URL or in its body as a form or as JSON; the body counts more. */
export async function readParameters(c: Context): Promise<Parameters> {
  const body = await c.req.text();
  const isJson = /\bjson\b/i.test(c.req.header('content-type') ?? '');
  const inBody = isJson ? jsonMembers(body) : [...new URLSearchParams(body)];
  return new Map([...new URL(c.req.url).searchParams, ...inBody]);
}

/** GitHub answers as a form unless JSON is asked for. */
export function answerAsAsked(c: Context, answer: OAuthAnswer): Response {
  if (/\bjson\b/.test(c.req.header('accept') ?? '')) return c.json(answer);
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(answer)) form.set(name, String(value));
  return c.body(form.toString(), 200, { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' });
}

function jsonMembers(body: string): [string, string][] {
  try {
    return Object.entries(Object(JSON.parse(body))).map(([name, value]) => [name, String(value)]);
  } catch {
    return [];
  }
}
