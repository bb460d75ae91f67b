import { field } from '../lambda/parsed-json';

/** The place at GitHub that a person is brought back to, in names, never a URL. */
export interface AskPlace {
  /** `owner/name`. */
  readonly repository: string;
  /** Issue or pull request. */
  readonly number?: number;
}

/** A comment that asked for something. */
export interface AskComment {
  readonly kind: string;
  readonly id: number;
  /** Commit that it is on, where it is on no issue and no pull request. */
  readonly sha?: string;
}

/** What a handler asks for. */
export interface WaitingWork {
  readonly handler: string;
  /** SHA-256 of the command that it is for, where it is for one of several. */
  readonly command?: string;
  readonly comment?: AskComment;
  readonly place?: AskPlace;
}

/** What waits until a person has signed in: work of a handler on a delivery. */
export interface AskOfHandler extends WaitingWork {
  readonly deliveryKey: string;
}

/** What a handler's process asks `get-user-token` for. */
export interface UserTokenRequest {
  readonly host: string;
  readonly appId: number;
  /** The delivery that the person is the sender of: nobody gets the token of anybody else. */
  readonly deliveryKey: string;
  readonly userId: number;
  readonly login?: string;
  /** Version of a pair that GitHub answered 401 to. */
  readonly version?: string;
  readonly ask?: WaitingWork;
}

/** What the replay ids of work begin with that goes on after its person signed in. */
export const askReplayPrefix = 'ask:';

/** A token that acts as the person, or where to sign in. */
export type UserTokenAnswer =
  | {
      readonly token: string;
      /** ISO 8601; absent where the App's tokens do not end. */
      readonly expirationTime?: string;
      readonly version: string;
      /** Where the person signs in once more. */
      readonly signInAgainUrl?: string;
    }
  | { readonly signInUrl: string };

/** @throws Error for what the function never answers */
export function parseUserTokenAnswer(output: unknown): UserTokenAnswer {
  const names = ['token', 'version', 'expirationTime', 'signInUrl', 'signInAgainUrl'];
  const [token, version, expirationTime, signInUrl, signInAgainUrl] = names.map((name) => textAt(output, name));
  if (signInUrl !== undefined) return { signInUrl };
  if (token === undefined || version === undefined)
    throw new Error('get-user-token answered neither a token nor a link.');
  return {
    token,
    version,
    ...(expirationTime !== undefined && { expirationTime }),
    ...(signInAgainUrl !== undefined && { signInAgainUrl }),
  };
}

/** @throws Error that names what is missing or odd */
export function parseUserTokenRequest(input: unknown): UserTokenRequest {
  const host = textAt(input, 'host');
  const appId = idAt(input, 'appId');
  const userId = idAt(input, 'userId');
  const deliveryKey = textAt(input, 'deliveryKey');
  if (host === undefined || appId === undefined || userId === undefined || deliveryKey === undefined) {
    throw new Error('The request needs host, appId, deliveryKey and userId: ids are whole numbers above 0.');
  }
  const login = textAt(input, 'login');
  const version = textAt(input, 'version');
  const ask = askIn(field(input, 'ask'));
  return {
    host,
    appId,
    deliveryKey,
    userId,
    ...(login !== undefined && { login }),
    ...(version !== undefined && { version }),
    ...(ask && { ask }),
  };
}

function askIn(value: unknown): WaitingWork | undefined {
  if (value === undefined) return undefined;
  const handler = textAt(value, 'handler');
  if (handler === undefined) throw new Error('An ask needs its handler.');
  const command = textAt(value, 'command');
  const comment = commentIn(field(value, 'comment'));
  const place = placeIn(field(value, 'place'));
  return {
    handler,
    ...(command !== undefined && { command }),
    ...(comment && { comment }),
    ...(place && { place }),
  };
}

/** Absent where it is none. */
export function commentIn(value: unknown): AskComment | undefined {
  const [kind, sha] = [textAt(value, 'kind'), textAt(value, 'sha')];
  const id = idAt(value, 'id');
  if (kind === undefined || id === undefined) return undefined;
  return { kind, id, ...(sha !== undefined && /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(sha) && { sha }) };
}

/** The names of an account and a repository as GitHub allows them (https://docs.github.com/en/get-started/learning-about-github/types-of-github-accounts). */
const repositoryForm = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,99})\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;

/** Absent where it is no name that GitHub gives. */
export function placeIn(value: unknown): AskPlace | undefined {
  const repository = textAt(value, 'repository');
  if (repository === undefined || !repositoryForm.test(repository)) return undefined;
  const number = idAt(value, 'number');
  return { repository, ...(number !== undefined && { number }) };
}

function textAt(holder: unknown, name: string): string | undefined {
  const value = field(holder, name);
  return typeof value === 'string' && value !== '' && value.length <= 1_000 ? value : undefined;
}

function idAt(holder: unknown, name: string): number | undefined {
  const value = field(holder, name);
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
