/** How far a permission goes. */
export type Level = 'read' | 'write' | 'admin';

/** The most that a caller may be given. What is absent is not limited. */
export interface Ceiling {
  readonly apps?: readonly number[];
  /** Logins of accounts, in lower case. */
  readonly owners?: readonly string[];
  /** `owner/name` or `name`, in lower case. */
  readonly repositories?: readonly string[];
  readonly permissions?: Readonly<Record<string, Level>>;
  readonly tokensPerHour?: number;
}

const members = ['version', 'apps', 'owners', 'repositories', 'permissions', 'tokensPerHour'];

/**
 * Reads a record. What is not understood, a later version's limit among it, is an error and never no limit.
 * @throws Error
 */
export function parseCeiling(text: string): Ceiling {
  const record: unknown = JSON.parse(text);
  if (!isRecord(record) || record.version !== 1) throw new Error('the record is no ceiling of version 1');
  const foreign = Object.keys(record).find((name) => !members.includes(name));
  if (foreign !== undefined) throw new Error(`the record has a member ${foreign} that is not known`);
  const { apps, owners, repositories, permissions, tokensPerHour } = record;
  return {
    ...(apps !== undefined && { apps: listOf(apps, isCount, 'apps') }),
    ...(owners !== undefined && { owners: lowerCase(listOf(owners, isText, 'owners')) }),
    ...(repositories !== undefined && { repositories: lowerCase(listOf(repositories, isText, 'repositories')) }),
    ...(permissions !== undefined && { permissions: permissionsIn(permissions) }),
    ...(tokensPerHour !== undefined && { tokensPerHour: countIn(tokensPerHour) }),
  };
}

/** How high a level is; above every level for one that is not known. */
export function heightOf(level: string): number {
  const height = ['read', 'write', 'admin'].indexOf(level);
  return height === -1 ? Number.POSITIVE_INFINITY : height;
}

export function isLevel(value: unknown): value is Level {
  return value === 'read' || value === 'write' || value === 'admin';
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An empty list would limit to nothing, which no grant means: it is a mistake of whoever wrote it. */
function listOf<Item>(value: unknown, isItem: (item: unknown) => item is Item, name: string): readonly Item[] {
  if (Array.isArray(value) && value.length > 0 && value.every(isItem)) return value;
  throw new Error(`${name} of the record is no list of what it should hold, or an empty one`);
}

function permissionsIn(value: unknown): Readonly<Record<string, Level>> {
  const entries = isRecord(value) ? Object.entries(value) : [];
  const levels = entries.filter((entry): entry is [string, Level] => isLevel(entry[1]));
  if (levels.length > 0 && levels.length === entries.length) return Object.fromEntries(levels);
  throw new Error('permissions of the record are no levels by name, or none');
}

function countIn(value: unknown): number {
  if (isCount(value)) return value;
  throw new Error('tokensPerHour of the record is no whole number above 0');
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function lowerCase(texts: readonly string[]): readonly string[] {
  return texts.map((text) => text.toLowerCase());
}
