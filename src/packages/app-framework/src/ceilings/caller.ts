/** A principal as ceilings and budgets know it: all sessions of a role are one caller. */
export interface Caller {
  readonly account: string;
  readonly kind: 'role' | 'user';
  /** Without path. */
  readonly name: string;
}

const assumedRole = /^arn:[^:]+:sts::(\d+):assumed-role\/([^/]+)\/.+$/;
const user = /^arn:[^:]+:iam::(\d+):user\/(?:.*\/)?([^/]+)$/;

/**
 * Reads the ARN of a signer (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html). Absent for what is neither
 * a role's session nor a user: an account's root, and sessions of GetFederationToken, whose ARN does not say which user made them.
 */
export function readCaller(arn: string): Caller | undefined {
  const [, roleAccount, role] = assumedRole.exec(arn) ?? [];
  if (roleAccount && role) return { account: roleAccount, kind: 'role', name: role };
  const [, userAccount, name] = user.exec(arn) ?? [];
  return userAccount && name ? { account: userAccount, kind: 'user', name } : undefined;
}

/** Name of the caller's record below the deployment's path. The construct that writes the records has the same rule. */
export function recordName({ account, kind, name }: Caller): string {
  // IAM allows `+=,@` in names, Parameter Store does not. A folder of its own keeps apart a name that looks like another's hexadecimal form.
  return /^[\w.-]+$/.test(name)
    ? `${account}/${kind}/${name}`
    : `${account}/${kind}.hex/${Buffer.from(name).toString('hex')}`;
}
