import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import {
  Grant,
  type IGrantable,
  type IGroup,
  type IPrincipal,
  type IUser,
  ManagedPolicy,
  Role,
} from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct, type IConstruct } from 'constructs';
import { checkManagedPolicySize, checkPolicySize, kindOf } from './policy-size.construct';

/** One statement of a grant. */
export interface Allowed {
  readonly actions: string[];
  readonly resourceArns: string[];
  readonly conditions?: Record<string, Record<string, unknown>>;
}

export interface ManagedPolicyGrant {
  /** Kind of the grant: a grantee has one of each kind in a deployment. */
  readonly id: string;
  /** Tells the grants of several deployments apart. */
  readonly deployment: IConstruct;
  readonly grantee: IGrantable;
  readonly statements: readonly Allowed[];
}

/**
 * Grants many statements at once. A role, user or group of this app gets a managed policy for them, which has 6,144 characters for itself; the
 * inline policies of a user share 2,048, those of a group 5,120. Others get them as any grant gives them.
 */
export function grantByManagedPolicy({ id, deployment, grantee, statements }: ManagedPolicyGrant): Grant {
  const to = managedPolicyOf(grantee.grantPrincipal, { id, deployment }) ?? grantee;
  checkPolicySize(grantee);
  const grants = statements.map((statement) => Grant.addToPrincipal({ grantee: to, ...statement }));
  return grants.reduce((all, grant) => all.combine(grant));
}

/** Lets `grantee` find a function by its tags, and start it. */
export function grantTaggedFunction(fn: IFunction, grant: Omit<ManagedPolicyGrant, 'statements'>): Grant {
  const statements = [
    { actions: ['tag:GetResources'], resourceArns: ['*'] },
    { actions: ['lambda:InvokeFunction'], resourceArns: [fn.functionArn] },
  ];
  return grantByManagedPolicy({ ...grant, statements });
}

/** Whether {@link grantByManagedPolicy} makes a managed policy for this grantee. */
export function takesManagedPolicy({
  grantee,
  deployment,
}: Pick<ManagedPolicyGrant, 'grantee' | 'deployment'>): boolean {
  return attachmentTo(grantee.grantPrincipal, deployment) !== undefined;
}

function managedPolicyOf(
  principal: IPrincipal,
  { id, deployment }: Pick<ManagedPolicyGrant, 'id' | 'deployment'>,
): ManagedPolicy | undefined {
  const attach = attachmentTo(principal, deployment);
  if (!attach || !Construct.isConstruct(principal)) return undefined;
  const policyId = `${id}${deployment.node.addr.slice(-8)}`;
  const known = principal.node.tryFindChild(policyId);
  if (known instanceof ManagedPolicy) return known;
  const policy = new ManagedPolicy(principal, policyId);
  attach(policy);
  checkManagedPolicySize(policy);
  return policy;
}

/** Roles that were imported are left to the CDK, which knows which of them it may change. */
function attachmentTo(principal: IPrincipal, deployment: IConstruct): ((policy: ManagedPolicy) => void) | undefined {
  if (!Construct.isConstruct(principal) || !isSameAccount(principal, deployment)) return undefined;
  if (principal instanceof Role) return (policy) => policy.attachToRole(principal);
  if (isUser(principal)) return (policy) => policy.attachToUser(principal);
  if (isGroup(principal)) return (policy) => policy.attachToGroup(principal);
  return undefined;
}

function isSameAccount(principal: IConstruct, deployment: IConstruct): boolean {
  const compared = Token.compareStrings(Stack.of(principal).account, Stack.of(deployment).account);
  return compared === TokenComparison.SAME || compared === TokenComparison.BOTH_UNRESOLVED;
}

function isUser(principal: IConstruct): principal is IUser {
  return kindOf(principal) === 'user';
}

function isGroup(principal: IConstruct): principal is IGroup {
  return kindOf(principal) === 'group';
}
