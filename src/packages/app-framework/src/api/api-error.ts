import { many } from '../lambda/many';

/** Names of the errors that the model knows; each has its HTTP status there. */
export type ErrorName =
  | 'AccessDeniedError'
  | 'ClientSideError'
  | 'GitHubFailedError'
  | 'NotFoundError'
  | 'PayloadTooLargeException'
  | 'SerializationException'
  | 'ServerSideError'
  | 'ThrottledError'
  | 'UnknownOperationException'
  | 'UnsupportedMediaTypeException'
  | 'ValidationException';

/** One thing that is wrong with an input: where (a JSON pointer) and what. */
export interface Violation {
  readonly path: string;
  readonly message: string;
}

/**
 * An answer other than success, thrown anywhere below the edge and turned into the modelled error there. The message is for the
 * caller: it says what was tried, what came back and what to do, and holds no secret.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly shape: ErrorName;
  /** Members of the modelled error besides `message`. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(shape: ErrorName, message: string, options: { members?: Record<string, unknown>; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.shape = shape;
    this.members = options.members ?? {};
  }

  /** Seconds to wait, where the error is a `ThrottledError`. */
  get retryAfterSeconds(): number | undefined {
    const seconds = this.members.retryAfterSeconds;
    return typeof seconds === 'number' ? seconds : undefined;
  }
}

interface Origin {
  readonly cause?: unknown;
}

const errorOf =
  (shape: ErrorName) =>
  (message: string, origin: Origin = {}) =>
    new ApiError(shape, message, origin);

export const clientSideError = errorOf('ClientSideError');
export const serverSideError = errorOf('ServerSideError');
export const notFound = errorOf('NotFoundError');
export const accessDenied = errorOf('AccessDeniedError');
export const gitHubFailed = errorOf('GitHubFailedError');

/** Longest wait that is ever passed on, in seconds: the model's upper end of `RetryAfterSeconds`. */
const longestWaitSeconds = 86_400;

/** 429 with the whole seconds to wait, at least 1 and at most a day, in the body and in the header `Retry-After`. */
export function throttled(message: string, wait: { retryAfterSeconds: number; cause?: unknown }): ApiError {
  const seconds = Math.min(longestWaitSeconds, Math.max(1, Math.ceil(wait.retryAfterSeconds)));
  return new ApiError('ThrottledError', message, {
    members: { retryAfterSeconds: seconds, retryAfter: seconds },
    cause: wait.cause,
  });
}

/** A `ValidationException` about one member, for rules that the model's constraints cannot say. */
export function invalid(member: string, message: string): ApiError {
  return violated([{ path: `/${member}`, message }]);
}

/** More than this are counted, not listed: what is wrong with an input must not be larger than the input. */
const mostListed = 20;

/** A `ValidationException` that names the members that are wrong, the first 20 of them. */
export function violated(violations: readonly Violation[]): ApiError {
  const listed = violations.slice(0, mostListed);
  const sentences = listed.map(({ path, message }) => `${path} ${message}`);
  const count = many(violations.length, 'member is invalid', 'members are invalid');
  const more = violations.length > mostListed ? `; and ${violations.length - mostListed} more` : '';
  return new ApiError('ValidationException', `${count}: ${sentences.join('; ')}${more}`, {
    members: { fieldList: listed },
  });
}
