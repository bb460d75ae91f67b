import { Resource, Stack, Token } from 'aws-cdk-lib';
import {
  ArnPrincipal,
  CfnManagedPolicy,
  CfnPolicy,
  CfnRole,
  CfnUser,
  type IGrantable,
  type IPrincipal,
  type IRole,
  type IUser,
} from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';

/** A role or user that a ceiling can be kept for. */
export interface LimitedGrantee {
  readonly principal: IRole | IUser;
  readonly kind: 'role' | 'user';
  /** Without path; a reference where it is made in this app and AWS makes up its name. */
  readonly name: string;
  /** Account of the role or user. */
  readonly account: string;
}

/** @throws Error where the grantee is neither a role nor a user, or one whose name is not known */
export function limitedGrantee({ grantPrincipal }: IGrantable): LimitedGrantee {
  const account = grantPrincipal.principalAccount;
  if (isRole(grantPrincipal))
    return { principal: grantPrincipal, kind: 'role', ...named(grantPrincipal, grantPrincipal.roleName, account) };
  if (isUser(grantPrincipal))
    return { principal: grantPrincipal, kind: 'user', ...named(grantPrincipal, grantPrincipal.userName, account) };
  throw new Error(
    `A ceiling needs a role or a user as grantee, and this is ${describe(grantPrincipal)}: callers are known by the role or user that ` +
      'signs, never by a group, a service or an account. Grant to each role or user, made in this app or imported by its ARN.',
  );
}

/** The same for two objects that mean one principal. */
export function granteeKey({ grantPrincipal }: IGrantable): string {
  const arn = arnOf(grantPrincipal);
  if (arn === undefined) return describe(grantPrincipal);
  if (!Token.isUnresolved(arn)) return arn;
  const stack = isConstruct(grantPrincipal) ? Stack.of(grantPrincipal) : undefined;
  return stack ? `${stack.node.addr} ${JSON.stringify(stack.resolve(arn))}` : arn;
}

/**
 * Why the role or user could sign as an App by itself, as far as its own stack says: then no ceiling would hold, for an App token mints
 * any installation token. Absent where nothing was found.
 */
export function signingPermission({ principal, kind }: LimitedGrantee): string | undefined {
  const stack = Stack.of(principal);
  // As policies name it, which is by reference even where its name is known.
  const wanted = JSON.stringify(stack.resolve('roleName' in principal ? principal.roleName : principal.userName));
  const isAttached = (names: unknown) => Array.isArray(names) && names.some((one) => JSON.stringify(one) === wanted);
  const documents = stack.node.findAll().flatMap((construct: IConstruct): unknown[] => {
    if (Stack.of(construct) !== stack) return [];
    if (construct instanceof CfnRole && construct === principal.node.defaultChild)
      return policiesIn(stack.resolve(construct.policies));
    if (!(construct instanceof CfnPolicy || construct instanceof CfnManagedPolicy)) return [];
    const attached: unknown = stack.resolve(kind === 'role' ? construct.roles : construct.users);
    return isAttached(attached) ? [stack.resolve(construct.policyDocument)] : [];
  });
  const action = documents.flatMap(allowedActions).find((allowed) => includes(allowed, 'kms:Sign'));
  return action === undefined ? undefined : `its policy allows ${action}`;
}

function policiesIn(policies: unknown): unknown[] {
  return Array.isArray(policies) ? policies.map((policy: unknown) => field(policy, 'policyDocument')) : [];
}

function allowedActions(document: unknown): string[] {
  const statements = [field(document, 'Statement')].flat();
  return statements
    .filter((statement) => field(statement, 'Effect') === 'Allow')
    .flatMap((statement) => [field(statement, 'Action')].flat())
    .filter((action): action is string => typeof action === 'string');
}

function includes(pattern: string, action: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${escaped}$`, 'i').test(action);
}

function named(
  principal: IRole | IUser,
  name: string,
  account: string | undefined,
): Pick<LimitedGrantee, 'name' | 'account'> {
  const chosen = chosenName(principal);
  const known = chosen ?? name;
  // A reference to a role of this app is its name; one that is cut out of an ARN would be a part of its path, and so nobody's name.
  if (Token.isUnresolved(known) && !Resource.isOwnedResource(principal)) {
    throw new Error(
      `A ceiling is kept under the name of its grantee, and that of ${principal.node.path} is not known when the stack is synthesized. ` +
        'Import it with its full ARN or name written out.',
    );
  }
  return {
    name: Token.isUnresolved(known) ? known : known.slice(known.lastIndexOf('/') + 1),
    account: account ?? Stack.of(principal).account,
  };
}

/** The name that whoever made the role or user gave it. */
function chosenName(principal: IRole | IUser): string | undefined {
  const resource = principal.node.defaultChild;
  const name =
    resource instanceof CfnRole ? resource.roleName : resource instanceof CfnUser ? resource.userName : undefined;
  return name === undefined || Token.isUnresolved(name) ? undefined : name;
}

function arnOf(principal: IPrincipal): string | undefined {
  if (isRole(principal)) return principal.roleArn;
  if (isUser(principal)) return principal.userArn;
  return principal instanceof ArnPrincipal ? principal.arn : undefined;
}

function isRole(principal: IPrincipal): principal is IRole {
  return isConstruct(principal) && 'roleName' in principal && 'roleArn' in principal;
}

function isUser(principal: IPrincipal): principal is IUser {
  return isConstruct(principal) && 'userName' in principal && 'userArn' in principal;
}

function isConstruct(value: object): value is IConstruct {
  return Construct.isConstruct(value);
}

function describe(principal: IPrincipal): string {
  return `a ${principal.constructor.name}`;
}

function field(holder: unknown, name: string): unknown {
  return typeof holder === 'object' && holder !== null ? Reflect.get(holder, name) : undefined;
}
