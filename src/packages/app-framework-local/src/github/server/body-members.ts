import { invalidRequest } from './github-error';

type Body = Readonly<Record<string, unknown>>;

/** A text of the request's body; a number counts as one, as at GitHub. @throws GitHubError 422 for anything else. */
export function textMember(body: Body, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw invalidRequest(`For 'properties/${name}', ${JSON.stringify(value)} is not a string.`);
}

/** A whole number of the request's body. @throws GitHubError 422 for anything else. */
export function numberMember(body: Body, name: string): number | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw invalidRequest(`For 'properties/${name}', ${JSON.stringify(value)} is not an integer.`);
}

/** @throws GitHubError 422 when it is missing or no text. */
export function requiredText(body: Body, name: string): string {
  const value = textMember(body, name);
  if (value !== undefined) return value;
  throw invalidRequest(`"${name}" wasn't supplied.`);
}

/** One of these words. @throws GitHubError 422 for another. */
export function wordMember<const T extends string>(body: Body, name: string, words: readonly T[]): T | undefined {
  const value = textMember(body, name);
  if (value === undefined) return undefined;
  const word = words.find((one) => one === value);
  if (word !== undefined) return word;
  throw invalidRequest(`${JSON.stringify(value)} is not a member of ${JSON.stringify(words)}.`);
}

/** An object inside the body; an empty one when absent. @throws GitHubError 422 for anything else. */
export function objectMember(body: Body, name: string): Record<string, unknown> {
  const value = body[name];
  if (value === undefined || value === null) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return { ...value };
  throw invalidRequest(`For 'properties/${name}', ${JSON.stringify(value)} is not an object.`);
}

/** A list inside the body, whatever is in it. @throws GitHubError 422 for anything else. */
export function listMember(body: Body, name: string): readonly unknown[] | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value;
  throw invalidRequest(`For 'properties/${name}', ${JSON.stringify(value)} is not an array.`);
}

/** The number in the path, or one that nothing has. */
export function idInPath(text: string | undefined): number {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : -1;
}
