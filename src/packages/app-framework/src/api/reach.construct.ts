import { Stack, Stage, Token, TokenComparison } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';

/**
 * Where a policy of the grantee's own would have to name the operation, from where no reference reaches it.
 * @throws Error that says what to write instead
 */
export function checkReach(grantee: IGrantable, deployment: IConstruct): void {
  if (isUnknown(grantee)) throw notNameable(grantee);
  const { principalJson, conditions } = grantee.grantPrincipal.policyFragment;
  if (Object.values(principalJson).flat().includes('*') && Object.keys(conditions).length === 0) {
    throw new Error(
      `This would let every AWS account call: grant to roles, users, functions or an account, not to ${kindOf(grantee)}.`,
    );
  }
  const holder = policyHolder(grantee);
  if (holder) checkReferences(holder, deployment);
}

/**
 * Rights that are in policies of the grantee only, for which no function's policy can stand in.
 * @throws Error that says what to write instead
 */
export function checkOwnPolicy(grantee: IGrantable, deployment: IConstruct, method: string): void {
  const { grantPrincipal } = grantee;
  const holder = Construct.isConstruct(grantPrincipal) || Construct.isConstruct(grantee);
  const account = grantPrincipal.principalAccount;
  const isElsewhere =
    account !== undefined && Token.compareStrings(account, Stack.of(deployment).account) === TokenComparison.DIFFERENT;
  if (holder && !isElsewhere && !isUnknown(grantee)) {
    checkReach(grantee, deployment);
    return;
  }
  throw new Error(
    `${method} writes into a policy of its grantee, and ${kindOf(grantee)}${isElsewhere ? ' of another account' : ''} has none here: ` +
      'grant to a role, user or group of the deployment’s account, made in this app or imported by its name, and let people assume that role.',
  );
}

/**
 * Refuses what CloudFormation could not refer to.
 * @throws Error that says what to write instead, and `more`
 */
export function checkReferences(from: IConstruct, to: IConstruct, more?: string): void {
  const [theirs, ours] = [Stack.of(from), Stack.of(to)];
  const account = Token.compareStrings(theirs.account, ours.account);
  const region = Token.compareStrings(theirs.region, ours.region);
  const isOneApp = Stage.of(from) === Stage.of(to);
  if (isOneApp && isSame(account) && (isSame(region) || hasCrossRegionReferences(theirs, ours))) return;
  const isHalfKnown = [account, region].includes(TokenComparison.ONE_UNRESOLVED);
  const advice = isHalfKnown
    ? 'Give both stacks account and region (env), or neither of them.'
    : account === TokenComparison.DIFFERENT
      ? `Give it a name of its own, and grant to that in the stack of the deployment: Role.fromRoleArn(this, 'Caller', 'arn:aws:iam::${theirs.account}:role/NAME'). Its account allows it the call as well.`
      : `Give it a name of its own, deploy it first, and use that in the stack of the deployment, for names of IAM are the same in every region: Role.fromRoleName(this, 'Caller', 'NAME').`;
  throw new Error(
    `${from.node.path} is in ${placeOf(theirs)}, and ${to.node.path} in ${placeOf(ours)}${isOneApp ? '' : ', of another stage'}: ` +
      `CloudFormation has no references between them. ${[advice, more].filter(Boolean).join(' ')}`,
  );
}

/** Why Lambda does not take a principal into a function's policy. */
export function notNameable(grantee: IGrantable, cause?: unknown): Error {
  return new Error(
    `${kindOf(grantee)} cannot be named in the policy of a function, which takes accounts, organizations, services, and roles and users by ` +
      'their ARN, with no conditions but those of services. Grant to a role; to each principal by itself; and to an imported function with ' +
      'its role: Function.fromFunctionAttributes(this, id, { functionArn, role }).',
    { cause },
  );
}

export function isSame(comparison: TokenComparison): boolean {
  return comparison === TokenComparison.SAME || comparison === TokenComparison.BOTH_UNRESOLVED;
}

/** What has the policy, unless CDK writes none: for a role that is not to be changed, or is of another account than its stack. */
function policyHolder(grantee: IGrantable): IConstruct | undefined {
  const { grantPrincipal } = grantee;
  if (kindOf({ grantPrincipal }) === 'ImmutableRole' || isUnknown(grantee)) return undefined;
  if (Construct.isConstruct(grantPrincipal)) return grantPrincipal;
  return Construct.isConstruct(grantee) ? grantee : undefined;
}

export function isUnknown({ grantPrincipal }: IGrantable): boolean {
  return kindOf({ grantPrincipal }) === 'UnknownPrincipal';
}

/** Class of the principal. The CDK's own build numbers some of its classes. */
export function kindOf({ grantPrincipal }: IGrantable): string {
  return grantPrincipal.constructor.name.replace(/\d+$/, '');
}

/** A setting of stacks that the CDK keeps to itself. */
function hasCrossRegionReferences(...stacks: Stack[]): boolean {
  return stacks.every((stack) => Reflect.get(stack, '_crossRegionReferences') === true);
}

function placeOf({ account, region }: Stack): string {
  const known = (place: string, what: string) => (Token.isUnresolved(place) ? `an ${what} that is not known` : place);
  return `${known(account, 'account')}, ${known(region, 'region')}`;
}
