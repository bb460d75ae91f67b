import { type ExitCode, exitCodes } from './exit-codes';

/** Kinds of failure, as `--json` spells them. */
export type FailureKind = 'failed' | 'usage' | 'not-found' | 'refused' | 'retry-later';

/** A failure that a person or a script can act on. */
export interface Failure {
  readonly kind: FailureKind;
  readonly exitCode: ExitCode;
  readonly message: string;
}

/** A failure that the tool itself found. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  constructor(
    readonly kind: FailureKind,
    message: string,
  ) {
    super(message);
  }
}

const exitCodeOf: Record<FailureKind, ExitCode> = {
  failed: exitCodes.failed,
  usage: exitCodes.usage,
  'not-found': exitCodes.notFound,
  refused: exitCodes.refused,
  'retry-later': exitCodes.retryLater,
};

const NAMES: ReadonlyArray<readonly [FailureKind, RegExp]> = [
  [
    'refused',
    /^(UnusablePrivateKeyError|ImportRefusedError|RetirementRefusedError|RegistrationChangedError|KmsRefusedError)$/,
  ],
  [
    'refused',
    /^(AccessDenied|Unauthorized|Forbidden|InvalidSignature|UnrecognizedClient|InvalidClientTokenId|ExpiredToken)/,
  ],
  ['refused', /^(ClientSideError|CredentialsProviderError|TokenProviderError|MissingAuthenticationToken)/],
  ['usage', /^ValidationException$/],
  ['not-found', /^(NotFoundError|NotFoundException|ResourceNotFoundException|AppNotRegisteredError)$/],
  [
    'retry-later',
    /^(ThrottledError|Throttling|TooManyRequests|RequestLimitExceeded|LimitExceeded|ProvisionedThroughput)/,
  ],
  [
    'retry-later',
    /^(GitHubFailedError|ServiceUnavailable|InternalServerError|TimeoutError|KMSInternal|DependencyTimeout)/,
  ],
];
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EPIPE',
]);

/** What OpenSSL says of a certificate whose authority Node.js does not know. */
const UNKNOWN_AUTHORITY = /SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY_LEAF)/;

/** Sorts an error, by itself or by the first of its causes that says something, and words it for the person at the terminal. */
export function describeFailure(error: unknown): Failure {
  const chain = causesOf(error);
  const kind = chain.map(kindOf).find((each) => each !== undefined) ?? 'failed';
  const hint = chain.map(hintFor).find((each) => each !== undefined);
  const message = chain.map(wordsFor).find(Boolean) ?? (chain[0]?.message || (chain[0]?.name ?? String(error)));
  return { kind, exitCode: exitCodeOf[kind], message: hint === undefined ? message : `${message}\n${hint}` };
}

function causesOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let each = error; each instanceof Error && chain.length < 10; each = each.cause) {
    chain.push(each);
  }
  return chain;
}

function kindOf(error: Error): FailureKind | undefined {
  if (error instanceof CommandError) {
    return error.kind;
  }
  const status = unreadableStatus(error);
  if (status !== undefined) {
    return status === 401 || status === 403 || status === 407 ? 'refused' : 'retry-later';
  }
  if (error.name === 'AppNotProvenError' && 'kind' in error) {
    return error.kind === 'throttled' || error.kind === 'unavailable' ? 'retry-later' : 'refused';
  }
  if ('code' in error && typeof error.code === 'string' && UNREACHABLE.has(error.code)) {
    return 'retry-later';
  }
  return NAMES.find(([, pattern]) => pattern.test(error.name))?.[0] ?? (isRegionMissing(error) ? 'usage' : undefined);
}

function hintFor(error: Error): string | undefined {
  if (isRegionMissing(error)) {
    return 'No AWS region is set. Set AWS_REGION, or "region" in the profile that AWS_PROFILE names.';
  }
  if ('code' in error && UNKNOWN_AUTHORITY.test(String(error.code))) {
    return 'Name a file with the certificate of its authority in NODE_EXTRA_CA_CERTS.';
  }
  if (error.name === 'CredentialsProviderError' || error.name === 'TokenProviderError') {
    return 'No AWS credentials were found. Sign in ("aws sso login"), set AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.';
  }
  if (/^Expired(Token|Credentials)/.test(error.name)) {
    return 'The AWS credentials have expired. Sign in again.';
  }
  if (/^(UnrecognizedClient|InvalidClientTokenId|InvalidSignature)/.test(error.name)) {
    return 'AWS does not accept these credentials here. Look at AWS_PROFILE, AWS_REGION and the AWS_… variables: they may be of another account.';
  }
  if (/^(AccessDenied|Unauthorized|Forbidden|KmsRefused)/.test(error.name) && error.name !== 'AccessDeniedError') {
    return 'Whoever runs this needs the permissions that grantOperate() of the CredentialManager construct gives; for adopt-keys those of grantAdoptKeys(), for check-ceilings those of grantCheckCeilings(), for deliveries those of grantOperate() of WebhookIngestion, for the webhook secret those of its grantRotateWebhookSecret().';
  }
  return undefined;
}

function wordsFor(error: Error): string | undefined {
  const status = unreadableStatus(error);
  return status === undefined
    ? undefined
    : `The answer has status ${status} and cannot be read: it is not from the deployment, but from a proxy or a load balancer before it, or from Lambda itself.${status >= 500 ? ' Try again later.' : ' Look at the URL and at HTTPS_PROXY.'}`;
}

/** The status of an answer that no service of ours gave. */
function unreadableStatus(error: Error): number | undefined {
  if (error.name !== 'UnreadableAnswerException' || !('$metadata' in error)) return undefined;
  const { $metadata: metadata } = error;
  const isTold = typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata;
  return isTold && typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}

function isRegionMissing(error: Error): boolean {
  return /region is missing/i.test(error.message);
}
