import { Resource, Stack, Token } from 'aws-cdk-lib';
import { CfnRole, CfnUser, type IGrantable, type IRole, type IUser } from 'aws-cdk-lib/aws-iam';
import { describe, type Identity, identityOf, isRole, isUser } from './principal-identity.construct';

/** A role or user that a ceiling can be kept for. */
export interface LimitedGrantee {
  readonly principal: IRole | IUser;
  readonly kind: 'role' | 'user';
  /** Without path; a reference where it is made in this app and AWS makes up its name. */
  readonly name: string;
  /** Account of the role or user. */
  readonly account: string;
  readonly identity: Identity;
}

/** @throws Error where the grantee is neither a role nor a user, or one whose name is not known */
export function limitedGrantee({ grantPrincipal }: IGrantable): LimitedGrantee {
  const account = grantPrincipal.principalAccount;
  const identity = identityOf({ grantPrincipal });
  if (isRole(grantPrincipal)) {
    const named = nameOf(grantPrincipal, grantPrincipal.roleName, account);
    return { principal: grantPrincipal, kind: 'role', ...named, identity };
  }
  if (isUser(grantPrincipal)) {
    const named = nameOf(grantPrincipal, grantPrincipal.userName, account);
    return { principal: grantPrincipal, kind: 'user', ...named, identity };
  }
  throw new Error(
    `A ceiling needs a role or a user as grantee, and this is ${describe(grantPrincipal)}: callers are known by the role or user that ` +
      'signs, never by a group, a service or an account. Grant to each role or user, made in this app or imported by its ARN.',
  );
}

function nameOf(
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

/** The name that whoever made the role or user gave it, in the case that they gave it. */
function chosenName(principal: IRole | IUser): string | undefined {
  const resource = principal.node.defaultChild;
  const name =
    resource instanceof CfnRole ? resource.roleName : resource instanceof CfnUser ? resource.userName : undefined;
  return name === undefined || Token.isUnresolved(name) ? undefined : name;
}
