/** Who signed a request, as ceilings, budgets and shared tokens know it: all sessions of a role are one caller. */
export interface Caller {
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
  if (sessionAccount && role) return { account: sessionAccount, kind: 'role', name: role };
  const [, account, kind, name] = identity.exec(arn) ?? [];
  if (account && name) return { account, kind: kind === 'role' ? 'role' : 'user', name };
  return { kind: 'other', name: arn };
}

/**
 * The one text that a caller is known by: name of its record below the deployment's path, key of its budgets, sharer of its tokens. The
 * construct that writes the records has the same rule.
 */
export function recordName({ account, kind, name }: Caller): string {
  if (account === undefined) return `${kind} ${name}`;
  // IAM allows `+=,@` in names, Parameter Store does not. A folder of its own keeps apart a name that looks like another's hexadecimal form.
  return /^[\w.-]+$/.test(name)
    ? `${account}/${kind}/${name}`
    : `${account}/${kind}.hex/${Buffer.from(name).toString('hex')}`;
}

/**
 * The records that may be this caller's, the first that is there counting. IAM tells no names apart by letter case, Parameter Store does:
 * what was granted to a name in another case than the real one is kept in lower case as well.
 */
export function recordNames(caller: Caller): string[] {
  return [...new Set([recordName(caller), recordName({ ...caller, name: caller.name.toLowerCase() })])];
}
