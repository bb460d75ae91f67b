import { Token } from 'aws-cdk-lib';

/**
 * The most that a grantee gets, whatever it asks for. What is left out is not limited; what is there must hold something.
 */
export interface TokenCeiling {
  /** Ids of the Apps that it may have tokens of. */
  readonly apps?: readonly number[];
  /** Accounts that it may have tokens for: logins, and `enterprises/SLUG` for enterprises. Case does not matter. */
  readonly owners?: readonly string[];
  /**
   * Repositories that its tokens may reach: `owner/name`, or `name` for that name under every owner. At most 500, which is as many as
   * GitHub limits a token to. Case does not matter.
   */
  readonly repositories?: readonly string[];
  /** Permissions by GitHub's name, with the highest level. `metadata: read` is in every token and need not be named. */
  readonly permissions?: Readonly<Record<string, 'read' | 'write' | 'admin'>>;
  /** New tokens that may be minted for it in a clock hour (UTC). Tokens answered from the cache do not count. */
  readonly tokensPerHour?: number;
}

/** Parameter Store's standard tier (https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html). */
const largestRecordBytes = 4_096;
/** https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app */
const mostRepositories = 500;

/**
 * The record of a ceiling, as the token function reads it.
 * @throws Error that says what is wrong with the ceiling, and what to do
 */
export function recordOf(ceiling: TokenCeiling): string {
  const { apps, owners, repositories, permissions, tokensPerHour } = ceiling;
  const names = Object.entries(ceiling).filter(([, value]) => value !== undefined);
  if (names.length === 0) throw refused('limits nothing: leave it out, or name what it limits');
  listed('apps', apps, (id) => Number.isSafeInteger(id) && id > 0, 'ids of Apps, whole numbers above 0');
  listed(
    'owners',
    owners,
    (login) => matches(login, /^(enterprises\/)?[\w-]{1,100}$/),
    'logins, known when the stack is synthesized',
  );
  const repository = /^([\w-]{1,100}\/)?[\w.-]{1,100}$/;
  listed('repositories', repositories, (name) => matches(name, repository), '`owner/name` or `name`, each in full');
  if (repositories && repositories.length > mostRepositories) {
    throw refused(`names ${repositories.length} repositories; GitHub limits a token to ${mostRepositories} at most`);
  }
  reachable(owners, repositories);
  const levels = permissions && Object.entries(permissions);
  const isPermission = ([name, level]: [string, string]) =>
    /^[a-z][a-z0-9_]{0,63}$/.test(name) && ['read', 'write', 'admin'].includes(level);
  listed('permissions', levels, isPermission, 'GitHub’s names of permissions with read, write or admin');
  if (tokensPerHour !== undefined && !(Number.isSafeInteger(tokensPerHour) && tokensPerHour > 0)) {
    throw refused('has tokensPerHour that is no whole number above 0: to give no tokens, leave out the grant');
  }

  const record = JSON.stringify({ version: 1, ...Object.fromEntries(names) });
  const bytes = Buffer.byteLength(record);
  if (bytes <= largestRecordBytes) return record;
  throw refused(
    `takes ${bytes} bytes as a record, and ${largestRecordBytes} is the limit: name owners instead of repositories, ` +
      'repositories without their owner, or spread the work over more roles with a ceiling each',
  );
}

function listed<Item>(
  name: string,
  items: readonly Item[] | undefined,
  isGood: (item: Item) => boolean,
  wanted: string,
): void {
  if (items === undefined) return;
  if (items.length === 0)
    throw refused(`has an empty list of ${name}: leave it out for no limit; to give nothing, leave out the grant`);
  const odd = items.find((item) => !isGood(item));
  if (odd !== undefined) throw refused(`has ${JSON.stringify(odd)} among ${name}, which are ${wanted}`);
}

function reachable(owners: readonly string[] | undefined, repositories: readonly string[] | undefined): void {
  if (!owners || !repositories) return;
  const known = owners.map((owner) => owner.toLowerCase());
  const lost = repositories.find(
    (name) => name.includes('/') && !known.includes(name.toLowerCase().split('/')[0] ?? ''),
  );
  if (lost !== undefined) throw refused(`names the repository ${lost}, whose owner is not among owners`);
}

function matches(text: string, pattern: RegExp): boolean {
  return !Token.isUnresolved(text) && pattern.test(text);
}

function refused(reason: string): Error {
  return new Error(`The ceiling ${reason}.`);
}
