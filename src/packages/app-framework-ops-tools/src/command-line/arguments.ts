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

/** An App by its id, or by the client id that GitHub shows beside it. */
export type AppReference = number | { readonly clientId: string };

/** An App as people name it. */
export function parseApp(text: string): AppReference {
  if (/^Iv\d+\.?[0-9A-Za-z]{4,}$/.test(text)) return { clientId: text };
  if (/^\d+$/.test(text)) return parseId(text);
  throw new InvalidArgumentError(
    'It must be the id of the App, a whole number above 0, or its client id, such as Iv23liAbCdEfGhIjKlMn.',
  );
}

/** One more App of an option that can be given several times. */
export function parseApps(text: string, before: AppReference[] = []): AppReference[] {
  return [...before, parseApp(text)];
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
  const [, spelt = '', level = ''] = /^([^=:]*)[=:](.*)$/.exec(text) ?? [text, text];
  const name = spelt.trim().toLowerCase().replaceAll('-', '_');
  const known = permissionLevels.find((each) => each === level.trim().toLowerCase());
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new InvalidArgumentError(`It must be name=level, and "${spelt}" is no name of a permission.`);
  }
  if (known === undefined) {
    throw new InvalidArgumentError(
      `It must be name=level, with the level of ${name} one of ${permissionLevels.join(', ')}.`,
    );
  }
  return { ...before, [name]: known };
}

/** Levels that a permission can have. */
export const permissionLevels = ['read', 'write', 'admin'] as const;

/** A level that a permission can have. */
export type PermissionLevel = (typeof permissionLevels)[number];

/** A repository as people name it: `web`, `octo-org/web`, or its URL. */
export interface NamedRepository {
  readonly owner?: string;
  readonly name: string;
}

/** One more repository. */
export function parseRepositories(text: string, before: NamedRepository[] = []): NamedRepository[] {
  const path = text.replace(/^(https?:\/\/[^/]+\/|(ssh:\/\/)?git@[^:/]+[:/])/, '').replace(/(\.git)?\/*$/, '');
  const [, owner, name] = /^(?:([\w-]+)\/)?([\w.-]+)$/.exec(path) ?? [];
  if (name === undefined || /^\.+$/.test(name) || /^[^/]+\/+$/.test(text)) {
    throw new InvalidArgumentError('It must be the name of a repository, alone or as OWNER/NAME.');
  }
  return [...before, { name, ...(owner !== undefined && { owner }) }];
}

/** A host, and port if any, as git and gh name it. */
export function parseHost(text: string): string {
  if (/^[A-Za-z0-9.-]+(:\d+)?$/.test(text) || /^\[[0-9a-f:]+\](:\d+)?$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError('It must be a host without scheme and path, such as github.example.com.');
}

/** A moment: so long ago (`90m`, `3h`, `2d`), or a date with or without a time, in UTC where it says nothing else. */
export function parseTime(text: string): Date {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (count !== undefined) {
    const minutes = Number(count) * (unit === 'd' ? 1_440 : unit === 'h' ? 60 : 1);
    return new Date(Date.now() - minutes * 60_000);
  }
  const time = parseIsoTime(text);
  if (time) return time;
  throw new InvalidArgumentError('It must be so long ago, such as 90m, 3h or 2d, or a time such as 2026-11-01T07:00Z.');
}

/** A time of ISO 8601, of UTC where it names no zone; absent for anything else. */
export function parseIsoTime(text: string): Date | undefined {
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/.test(text) || !text.includes('T');
  const time = new Date(/^\d{4}-\d\d-\d\d(T|$)/.test(text) ? (hasZone ? text : `${text}Z`) : '');
  return !Number.isNaN(time.getTime()) && isDay(text.slice(0, 10)) ? time : undefined;
}

/** The beginning of an hour of UTC. What names minutes is no hour: to list those of another would be wrong, too. */
export function parseHour(text: string): Date {
  if (/^\d{4}-\d\d-\d\dT\d\d$/.test(text)) return parseTime(`${text}:00Z`);
  throw new InvalidArgumentError(
    'It must be an hour of UTC, such as 2026-11-01T07; for less give --since and --until.',
  );
}

/** The 30th of February is read as a day of March otherwise. */
function isDay(text: string): boolean {
  return new Date(`${text}T00:00Z`).toISOString().startsWith(text);
}

/** Most entries of a list: from 1 to 10,000. */
export function parseLimit(text: string): number {
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= 10_000) return limit;
  throw new InvalidArgumentError('It must be a whole number from 1 to 10000.');
}

/** A repository by its full name or its id. */
export function parseRepositoryFilter(text: string): string {
  if (/^\d+$/.test(text) || /^[\w-]+\/[\w.-]+$/.test(text)) return text;
  throw new InvalidArgumentError('It must be OWNER/NAME, or the id of the repository.');
}

/** One repository by its full name. */
export function parseRepositoryName(text: string): string {
  if (/^[\w-]+\/[\w.-]+$/.test(text)) return text;
  throw new InvalidArgumentError('It must be OWNER/NAME.');
}

/** How many minutes a token must still live. */
export function parseLifetime(text: string): number {
  const minutes = Number(text);
  if (!/^\d+$/.test(text) || minutes < 1 || minutes > 55) {
    throw new InvalidArgumentError('It must be a whole number of minutes from 1 to 55.');
  }
  return minutes;
}

/** Where deliveries go to a process: any URL of http or https, with neither credentials nor a fragment. */
export function parseTarget(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.hash === '') {
    return url.href;
  }
  throw new InvalidArgumentError('It must be a URL such as http://localhost:3000.');
}

/** One more id of an option that can be given several times. */
export function parseIds(text: string, before: number[] = []): number[] {
  return [...before, parseId(text)];
}

/** Whether a host of a URL is this computer. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
