import { Stack } from 'aws-cdk-lib';
import {
  CfnGroup,
  CfnPolicy,
  CfnRole,
  CfnUser,
  type IGrantable,
  type IPrincipal,
  type ManagedPolicy,
} from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';

/** Characters without white space (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length). */
const managedPolicyLimit = 6_144;
const inlineLimits = { role: 10_240, user: 2_048, group: 5_120 } as const;
type Kind = keyof typeof inlineLimits;

/** What a reference is replaced by when it is deployed has about as many characters: ARNs of functions and tables, and names of resources. */
const arnLength = 115;
const nameLength = 64;
const pseudoLengths: Readonly<Record<string, number>> = {
  'AWS::Partition': 3,
  'AWS::AccountId': 12,
  'AWS::Region': 14,
  'AWS::URLSuffix': 13,
};

const checked = new WeakSet<IPrincipal>();

/**
 * Has synth fail where the policies of a role, user or group are longer than IAM takes, which would fail the deployment. To be called by every
 * grant; other principals have no policies, and are let through.
 */
export function checkPolicySize({ grantPrincipal }: IGrantable): void {
  if (!Construct.isConstruct(grantPrincipal) || checked.has(grantPrincipal)) return;
  const kind = kindOf(grantPrincipal);
  if (!kind) return;
  checked.add(grantPrincipal);
  grantPrincipal.node.addValidation({
    validate: () => {
      const used = inlineLength(grantPrincipal, kind);
      return used <= inlineLimits[kind]
        ? []
        : [
            `The inline policies of this ${kind} have about ${used} characters, and IAM takes ${inlineLimits[kind]}: the deployment would fail. ` +
              `Spread the grants over several ${kind}s, or grant to a role${kind === 'role' ? '' : ', which has room for more,'} and let it be assumed.`,
          ];
    },
  });
}

/** The same for a managed policy. */
export function checkManagedPolicySize(policy: ManagedPolicy): void {
  policy.node.addValidation({
    validate: () => {
      const used = lengthOf(Stack.of(policy).resolve(policy.document));
      return used <= managedPolicyLimit
        ? []
        : [
            `This managed policy has about ${used} characters, and IAM takes ${managedPolicyLimit}: the deployment would fail.`,
          ];
    },
  });
}

/** Characters of a policy once it is deployed, as far as they are known before: references count as what they usually become. */
export function lengthOf(resolved: unknown): number {
  if (typeof resolved === 'string') return JSON.stringify(resolved).length;
  if (Array.isArray(resolved)) return listLength(resolved.map(lengthOf));
  if (typeof resolved !== 'object' || resolved === null) return String(resolved).length;
  const [[name, value] = ['', undefined], ...others] = Object.entries(resolved);
  if (others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) return 2 + replacedLength(name, value);
  return listLength(Object.entries(resolved).map(([key, one]) => JSON.stringify(key).length + 1 + lengthOf(one)));
}

/** Brackets, and commas between the members. */
function listLength(lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum + length, 2 + Math.max(0, lengths.length - 1));
}

/** What an intrinsic function leaves, without quotes. */
function replacedLength(name: string, value: unknown): number {
  if (name === 'Fn::Join' && Array.isArray(value) && Array.isArray(value[1])) {
    const parts: unknown[] = value[1];
    const between = String(value[0]).length * Math.max(0, parts.length - 1);
    return parts.reduce<number>((sum, part) => sum + lengthOf(part) - 2, between);
  }
  if (name === 'Ref') return pseudoLengths[String(value)] ?? (/Arn/.test(String(value)) ? arnLength : nameLength);
  return /Arn/.test(JSON.stringify(value)) ? arnLength : nameLength;
}

function inlineLength(principal: IConstruct, kind: Kind): number {
  const wanted = nameOf(principal, kind);
  const all = principal.node.root.node.findAll();
  const attached = all
    .filter((construct) => construct instanceof CfnPolicy)
    .filter((policy) => attachedTo(policy, kind).some((name) => JSON.stringify(name) === wanted))
    .map((policy): unknown => Stack.of(policy).resolve(policy.policyDocument));
  const own = principal.node.defaultChild;
  const inside =
    own instanceof CfnRole || own instanceof CfnUser || own instanceof CfnGroup
      ? Stack.of(own).resolve(own.policies)
      : [];
  const written: unknown[] = Array.isArray(inside) ? inside.map((one: unknown) => field(one, 'policyDocument')) : [];
  return [...written, ...attached].reduce<number>((sum, document) => sum + lengthOf(document), 0);
}

function attachedTo(policy: CfnPolicy, kind: Kind): unknown[] {
  const names: unknown = Stack.of(policy).resolve(
    { role: policy.roles, user: policy.users, group: policy.groups }[kind],
  );
  return Array.isArray(names) ? names : [];
}

function nameOf(principal: IConstruct, kind: Kind): string {
  return JSON.stringify(Stack.of(principal).resolve(field(principal, `${kind}Name`)));
}

/** What kind of principal with policies of its own this is, if any. */
export function kindOf(principal: IPrincipal | IConstruct): Kind | undefined {
  if (!Construct.isConstruct(principal)) return undefined;
  if ('roleName' in principal) return 'role';
  if ('userName' in principal) return 'user';
  return 'groupName' in principal ? 'group' : undefined;
}

function field(holder: unknown, name: string): unknown {
  return typeof holder === 'object' && holder !== null ? Reflect.get(holder, name) : undefined;
}
