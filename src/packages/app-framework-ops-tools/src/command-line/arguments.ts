import { InvalidArgumentError } from 'commander';

/** An id that GitHub gave: a whole number from 1 to 2^53 - 1. */
export function parseId(text: string): number {
  const id = Number(text);
  if (/^\d+$/.test(text) && !Number.isSafeInteger(id)) {
    throw new InvalidArgumentError(`It is longer than any id of GitHub: at most ${Number.MAX_SAFE_INTEGER}.`);
  }
  if (!/^\d+$/.test(text) || id < 1) {
    throw new InvalidArgumentError('It must be a whole number above 0.');
  }
  return id;
}

/** How long to wait, in seconds: from nothing to a day. */
export function parseWaitSeconds(text: string): number {
  const seconds = Number(text);
  if (!/^\d+$/.test(text) || seconds > 86_400) {
    throw new InvalidArgumentError('It must be a whole number of seconds from 0 to 86400.');
  }
  return seconds;
}

/** Days until KMS deletes a key (https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html). */
export function parseDeletionDays(text: string): number {
  const days = Number(text);
  if (!/^\d+$/.test(text) || days < 7 || days > 30) {
    throw new InvalidArgumentError('It must be a whole number of days from 7 to 30.');
  }
  return days;
}

/** Base URL of GitHub's REST API without a slash at its end. Plain http is for this computer only: tokens go there. */
export function parseGitHubApiUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)))) {
    throw new InvalidArgumentError('It must be a URL that starts with https://.');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new InvalidArgumentError('It must be a URL of host and path only.');
  }
  if (url.hostname === 'github.com') {
    throw new InvalidArgumentError('The REST API of github.com is at https://api.github.com.');
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** URL of an operation, without a slash at its end. Plain http is for this computer only. */
export function parseEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)))) {
    throw new InvalidArgumentError('It must be a URL that starts with https://.');
  }
  return text.replace(/\/+$/, '');
}

/** One permission of a token, as `name=level`. */
export function parsePermission(
  text: string,
  before: Record<string, PermissionLevel> = {},
): Record<string, PermissionLevel> {
  const [, name, level] = /^([a-z][a-z0-9_]*)=(.+)$/.exec(text) ?? [];
  const known = permissionLevels.find((each) => each === level);
  if (name === undefined || known === undefined) {
    throw new InvalidArgumentError(`It must be name=level, with the level one of ${permissionLevels.join(', ')}.`);
  }
  return { ...before, [name]: known };
}

/** Levels that a permission can have. */
export const permissionLevels = ['read', 'write', 'admin'] as const;

/** A level that a permission can have. */
export type PermissionLevel = (typeof permissionLevels)[number];

/** One more of an option that can be given several times. */
export function parseNames(text: string, before: string[] = []): string[] {
  return [...before, text];
}

/** One more id of an option that can be given several times. */
export function parseIds(text: string, before: number[] = []): number[] {
  return [...before, parseId(text)];
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
