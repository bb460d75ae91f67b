import type { Caller } from '../api/caller';

/** Of a caller, what its records and budgets are named by. */
type NamedCaller = Omit<Caller, 'arn'>;

/**
 * The one text that a caller is known by: name of its record below the deployment's path, key of its budgets, sharer of its tokens. The
 * construct that writes the records has the same rule.
 */
export function recordName({ account, kind, name }: NamedCaller): string {
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
export function recordNames(caller: NamedCaller): string[] {
  return [...new Set([recordName(caller), recordName({ ...caller, name: caller.name.toLowerCase() })])];
}
