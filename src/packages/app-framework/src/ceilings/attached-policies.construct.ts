import { CfnResource, Stack } from 'aws-cdk-lib';
import {
  CfnGroup,
  CfnGroupPolicy,
  CfnManagedPolicy,
  CfnPolicy,
  CfnRole,
  CfnRolePolicy,
  CfnUser,
  CfnUserPolicy,
  CfnUserToGroupAddition,
} from 'aws-cdk-lib/aws-iam';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { wellKnownPolicy } from './aws-managed-policies.construct';
import type { LimitedGrantee } from './limited-grantee.construct';
import { field, listOf, patternOf, plain, referenceTo } from './policy-text.construct';
import { chosenNameOf, isSameName, mayBeSame } from './principal-identity.construct';

/** A statement of a policy that holds for a principal. */
export interface AttachedStatement {
  readonly statement: unknown;
  /** Stack whose account and region its resources are in where they do not say. */
  readonly stack: Stack;
  /** What has it, for whoever is to change it. */
  readonly origin: string;
}

/** Texts that name a principal or a group in properties of other resources. */
type Names = ReadonlySet<string>;

/**
 * Every statement of the app that holds for a role or user: in line, by policies and managed policies attached to it or to a group that
 * it is in, wherever in the app they are made, by AWS's own managed policies as far as they are known here, and by the policies of
 * functions. What is made outside the app is not seen.
 */
export function statementsFor(grantee: LimitedGrantee, app: IConstruct): AttachedStatement[] {
  const everything = app.node.findAll().filter((one) => CfnResource.isCfnResource(one));
  const resources = everything.filter((one) => isResourceOf(one, grantee));
  const known = grantee.identity.names.filter(({ account }) => mayBeSame(account, grantee.account));
  const names = new Set([
    ...known.map(({ name }) => name),
    ...resources.map((one) => referenceTo(one, 'Ref').toLowerCase()),
  ]);
  const groups = grantee.kind === 'user' ? groupsOf(names, resources, everything) : new Set<string>();
  const holders = [
    ...resources,
    ...everything.filter((one) => one instanceof CfnGroup && isNamed(groups, one, 'groupName')),
  ];
  const attached = grantee.kind === 'role' ? 'roles' : 'users';

  const documents = everything.flatMap((one): { readonly from: IConstruct; readonly document: unknown }[] => {
    const documentIf = (holds: boolean) =>
      holds ? [{ from: one, document: plain(field(one, 'policyDocument'), one) }] : [];
    const lists = (names: Names, property: string) =>
      listOf(plain(field(one, property), one)).some((name) => names.has(lower(name)));
    if (!isInAccountOf(one, grantee)) return [];
    if (one instanceof CfnPolicy) return documentIf(lists(names, attached) || lists(groups, 'groups'));
    if (one instanceof CfnManagedPolicy)
      return documentIf(lists(names, attached) || lists(groups, 'groups') || holders.some((by) => attaches(by, one)));
    if (one instanceof CfnRolePolicy) return documentIf(grantee.kind === 'role' && lists(names, 'roleName'));
    if (one instanceof CfnUserPolicy) return documentIf(grantee.kind === 'user' && lists(names, 'userName'));
    if (one instanceof CfnGroupPolicy) return documentIf(lists(groups, 'groupName'));
    if (one instanceof CfnPermission) return opensTo(one, grantee, resources);
    return [];
  });
  const inLine = holders.flatMap((from) => {
    const policies = listOf(plain(field(from, 'policies'), from)).map((policy) => field(policy, 'policyDocument'));
    const ofAws = managedBy(from).flatMap((arn) => wellKnownPolicy(arn) ?? []);
    return [...policies, ...ofAws].map((document) => ({ from, document }));
  });
  return [...inLine, ...documents].flatMap(({ from, document }) =>
    listOf(field(document, 'Statement')).map((statement) => ({
      statement,
      stack: Stack.of(from),
      origin: textOr(field(document, 'name'), from.node.path),
    })),
  );
}

function isResourceOf(one: IConstruct, { kind, identity }: LimitedGrantee): boolean {
  if (kind === 'role' ? !(one instanceof CfnRole) : !(one instanceof CfnUser)) return false;
  const name = chosenNameOf(one);
  return identity.resources.includes(one) || (!!name && identity.names.some((known) => isSameName(known, name)));
}

function isInAccountOf(one: IConstruct, { account }: LimitedGrantee): boolean {
  return mayBeSame(Stack.of(one).account, account);
}

function groupsOf(names: Names, resources: readonly IConstruct[], everything: readonly IConstruct[]): Names {
  const own = resources.flatMap((one) => listOf(plain(field(one, 'groups'), one)));
  const added = everything
    .filter((one) => one instanceof CfnUserToGroupAddition)
    .filter((one) => listOf(plain(one.users, one)).some((user) => names.has(lower(user))))
    .map((one) => plain(one.groupName, one));
  return new Set([...own, ...added].map(lower));
}

function isNamed(names: Names, one: IConstruct, property: string): boolean {
  return names.has(lower(plain(field(one, property), one))) || names.has(referenceTo(one, 'Ref').toLowerCase());
}

function managedBy(holder: IConstruct): string[] {
  const stack = Stack.of(holder);
  return listOf(plain(field(holder, 'managedPolicyArns'), holder)).map((arn) => patternOf(arn, stack));
}

function attaches(holder: IConstruct, policy: CfnManagedPolicy): boolean {
  const { managedPolicyName } = policy;
  const isIt = (arn: string) =>
    arn.startsWith(referenceTo(policy, '').slice(0, -1)) ||
    (managedPolicyName !== undefined && arn.toLowerCase().endsWith(`/${managedPolicyName.toLowerCase()}`));
  return managedBy(holder).some(isIt);
}

/** A permission in a function's own policy, as if it were in the principal's. */
function opensTo(permission: CfnPermission, grantee: LimitedGrantee, resources: readonly IConstruct[]) {
  const principal = plain(permission.principal, permission);
  const isIt =
    (principal === '*' && permission.principalOrgId === undefined) ||
    resources.some((one) => principal === referenceTo(one, 'Arn')) ||
    grantee.identity.names.some(({ name }) => lower(principal).endsWith(`:${grantee.kind}/${name}`));
  if (!isIt) return [];
  const { action, invokedViaFunctionUrl } = permission;
  const conditions = invokedViaFunctionUrl === true && {
    Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } },
  };
  const resource = plain(permission.functionName, permission);
  const statement = { Effect: 'Allow', Action: action, Resource: resource, ...conditions };
  return [{ from: permission, document: { Statement: [statement] } }];
}

function lower(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : JSON.stringify(value ?? '').toLowerCase();
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}
