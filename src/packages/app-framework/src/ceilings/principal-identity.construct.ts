import { Stack, Token } from 'aws-cdk-lib';
import { CfnRole, CfnUser, type IGrantable, type IPrincipal, type IRole, type IUser } from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';
import { isUnknown, kindOf } from '../api/reach.construct';
import { referredTo } from './policy-text.construct';

interface KnownName {
  readonly account: string;
  readonly kind: 'role' | 'user';
  /** In lower case: IAM tells no names apart by it. */
  readonly name: string;
}

/** By what a principal can be recognized, however the app came by it. */
export interface Identity {
  /** Roles and users of the app that it is, as far as references say so. */
  readonly resources: readonly IConstruct[];
  readonly names: readonly KnownName[];
  /** What is neither. */
  readonly others: readonly string[];
}

/** Who a grantee is. */
export function identityOf({ grantPrincipal }: IGrantable): Identity {
  const stack = isConstruct(grantPrincipal) ? Stack.of(grantPrincipal) : undefined;
  const own = isRole(grantPrincipal)
    ? ({ kind: 'role', name: grantPrincipal.roleName, arn: grantPrincipal.roleArn } as const)
    : isUser(grantPrincipal)
      ? ({ kind: 'user', name: grantPrincipal.userName, arn: grantPrincipal.userArn } as const)
      : undefined;
  const arns = own ? [own.arn] : arnsIn(grantPrincipal);
  const resources = arns.flatMap((arn) => referredTo(arn) ?? []);
  const account = grantPrincipal.principalAccount ?? stack?.account ?? '';
  const names = [
    ...(own && !Token.isUnresolved(own.name) ? [nameOf({ ...own, account })] : []),
    ...resources.flatMap((resource) => chosenNameOf(resource) ?? []),
    ...arns.flatMap((arn) => nameIn(arn) ?? []),
  ];
  const isKnown = resources.length + names.length > 0;
  return { resources, names, others: isKnown ? [] : [...arns, ...(arns.length > 0 ? [] : [describe(grantPrincipal)])] };
}

/** Whether two grantees are, or may be, one principal. */
export function isSamePrincipal(one: Identity, other: Identity): boolean {
  return (
    one.resources.some((resource) => other.resources.includes(resource)) ||
    one.names.some((name) => other.names.some((known) => isSameName(name, known))) ||
    one.others.some((text) => other.others.includes(text))
  );
}

/** An account that is not known yet may be any. */
export function isSameName(one: KnownName, other: KnownName): boolean {
  return one.kind === other.kind && one.name === other.name && mayBeSame(one.account, other.account);
}

export function mayBeSame(one: string, other: string): boolean {
  return one === other || Token.isUnresolved(one) || Token.isUnresolved(other);
}

/** The name that whoever made the role or user gave it. */
export function chosenNameOf(resource: IConstruct): KnownName | undefined {
  const given =
    resource instanceof CfnRole
      ? ({ kind: 'role', name: resource.roleName } as const)
      : resource instanceof CfnUser
        ? ({ kind: 'user', name: resource.userName } as const)
        : undefined;
  if (given?.name === undefined || Token.isUnresolved(given.name)) return undefined;
  return nameOf({ kind: given.kind, name: given.name, account: Stack.of(resource).account });
}

export function isRole(principal: IPrincipal): principal is IRole {
  return isConstruct(principal) && 'roleName' in principal && 'roleArn' in principal;
}

export function isUser(principal: IPrincipal): principal is IUser {
  return isConstruct(principal) && 'userName' in principal && 'userArn' in principal;
}

export function describe(principal: IPrincipal): string {
  return `a ${kindOf({ grantPrincipal: principal })}`;
}

function nameOf({ kind, name, account }: KnownName): KnownName {
  return { kind, account, name: name.slice(name.lastIndexOf('/') + 1).toLowerCase() };
}

function nameIn(arn: string): KnownName | undefined {
  const [, account, kind, name] = /^arn:[^:]+:iam::(\d+):(role|user)\/(.+)$/.exec(arn) ?? [];
  if (account === undefined || name === undefined) return undefined;
  return nameOf({ account, kind: kind === 'role' ? 'role' : 'user', name });
}

/** The ARNs that policies name a principal by which is no construct. An imported function without a role has none to tell. */
function arnsIn(principal: IPrincipal): string[] {
  if (isUnknown({ grantPrincipal: principal })) return [];
  return Object.values(principal.policyFragment.principalJson).flat();
}

function isConstruct(value: object): value is IConstruct {
  return Construct.isConstruct(value);
}
