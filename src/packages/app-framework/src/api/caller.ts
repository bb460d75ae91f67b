/** Who signed a request, as Lambda verified it and as ceilings, budgets and shared tokens know it: all sessions of a role are one caller. */
export interface Caller {
  /** ARN of the principal that signed. */
  readonly arn: string;
  /** `other` is neither a role's session nor a user: an account's root, or a session of GetFederationToken. */
  readonly kind: 'role' | 'user' | 'other';
  /** Without path; of another kind, the whole ARN. */
  readonly name: string;
  /** Absent where the ARN names none. */
  readonly account?: string;
}

const assumedRole = /^arn:[^:]+:sts::(\d+):assumed-role\/([^/]+)\/.+$/;
const identity = /^arn:[^:]+:iam::(\d+):(role|user)\/(?:.*\/)?([^/]+)$/;

/**
 * Reads the ARN of a signer (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html). The ARN of a session of
 * GetFederationToken does not say which user made it.
 *
 * Role names are unique in an account, so the path of a role, which the ARN of a session lacks, is not needed.
 */
export function readCaller(arn: string): Caller {
  const [, sessionAccount, role] = assumedRole.exec(arn) ?? [];
  if (sessionAccount && role) return { arn, account: sessionAccount, kind: 'role', name: role };
  const [, account, kind, name] = identity.exec(arn) ?? [];
  if (account && name) return { arn, account, kind: kind === 'role' ? 'role' : 'user', name };
  return { arn, kind: 'other', name: arn };
}
