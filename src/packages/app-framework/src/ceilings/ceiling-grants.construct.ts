import { createHash } from 'node:crypto';
import { Lazy, type NestedStack, Resource, Stack, Token, TokenComparison, Validations } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { Dependable } from 'constructs';
import { checkReach } from '../api/reach.construct';
import { deploymentName } from '../aws/deployment-name.construct';
import type { BundledFunction } from '../lambda/bundled-function.construct';
import { statementsFor } from './attached-policies.construct';
import { liftedBy, type ProtectedParts } from './lifting-rights.construct';
import { type LimitedGrantee, limitedGrantee } from './limited-grantee.construct';
import { type Identity, identityOf, isSamePrincipal } from './principal-identity.construct';
import { recordOf, type TokenCeiling } from './token-ceiling.construct';

interface Limited {
  readonly to: LimitedGrantee;
  readonly record: string;
  readonly grant: Grant;
}

/** What becomes of callers whose grant has no ceiling; `only` where a deployment has no others. */
export type CallersWithoutCeiling = 'allowed' | 'refused' | 'only';

interface Unlimited {
  readonly identity: Identity;
  readonly reason: string;
}

/** Gives the grants of one deployment their ceilings, and refuses what would lift them. */
export class CeilingGrants {
  /** Path of this deployment's records in Parameter Store: known at synth, so that no stack needs to refer to another for it. */
  readonly path: string;
  private readonly limited: Limited[] = [];
  private readonly unlimited: Unlimited[] = [];

  /** @param parts of the deployment, asked for when the app is synthesized: all that may lift a ceiling is in the app by then */
  constructor(
    private readonly deployment: NestedStack,
    parts: () => ProtectedParts,
    private readonly callersWithoutCeiling: CallersWithoutCeiling = 'allowed',
  ) {
    this.path = `/app-framework/${deploymentName(deployment)}/ceilings`;
    deployment.node.addValidation({
      validate: () =>
        this.limited.flatMap(({ to }) => {
          const ceiling = { grantee: to, path: this.path };
          const reason = liftedBy(statementsFor(to, deployment.node.root), parts(), ceiling);
          return reason === undefined ? [] : [lifted(to, reason)];
        }),
    });
  }

  /** Grants with a ceiling: `grantCall`, and a record that the token function reads. Granting the same again does nothing. */
  grantWithin(grantee: IGrantable, ceiling: TokenCeiling, grantCall: () => Grant): Grant {
    const to = limitedGrantee(grantee);
    if (this.callersWithoutCeiling === 'only') {
      throw new Error(
        `${to.principal.node.path} would not be held to its ceiling: callersWithoutCeiling of this deployment is 'only', so none is read. Leave that property out, and deploy that before the grant.`,
      );
    }
    checkReach(grantee, this.deployment);
    const record = recordOf(ceiling);
    const known = this.limited.find((one) => isSamePrincipal(one.to.identity, to.identity));
    if (known?.record === record) return known.grant;
    if (known) {
      throw new Error(
        `${to.principal.node.path} has another ceiling from this deployment already. A grantee has one: put both into one grant, or use two roles.`,
      );
    }
    const lifting = this.unlimited.find(({ identity }) => isSamePrincipal(identity, to.identity));
    if (lifting) throw new Error(lifted(to, lifting.reason));

    const parameters = spellingsOf(to).map((spelling) => this.keep(to, spelling, record));
    const grant = grantCall();
    // The record is there before the right is, and goes after it: without a record, the caller might be one without limits.
    const policy = to.principal.node.tryFindChild('DefaultPolicy');
    for (const root of [...(policy ? [policy] : []), ...Dependable.of(grant).dependencyRoots]) {
      root.node.addDependency(...parameters);
    }
    this.limited.push({ to, record, grant });
    return grant;
  }

  /** For the token function, when the app is synthesized: whether any grant has a ceiling. */
  get variables(): { readonly CEILINGS: string } {
    return { CEILINGS: Lazy.string({ produce: () => (this.limited.length > 0 ? 'granted' : 'none') }) };
  }

  /** Lets the token function read the records of this deployment, where it may have some. */
  grantRead(handler: BundledFunction): void {
    if (this.callersWithoutCeiling === 'only') return;
    const { partition, region, account } = this.deployment;
    const named = (value: string, token: string) => (Token.isUnresolved(value) ? `<AWS::${token}>` : value);
    const place = `arn:${named(partition, 'Partition')}:ssm:${named(region, 'Region')}:${named(account, 'AccountId')}`;
    Validations.of(handler.executionRole).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${place}:parameter${this.path}/*]`,
      reason: 'Grants add records of their grantees in other stacks; the path is of this deployment only.',
    });
    const parameter = { service: 'ssm', resource: `parameter${this.path}` };
    const records = this.deployment.formatArn({ ...parameter, resourceName: '*' });
    Grant.addToPrincipal({ grantee: handler, actions: ['ssm:GetParameter'], resourceArns: [records] });
    // Whether there is any, once for a new table.
    const all = [this.deployment.formatArn(parameter), records];
    Grant.addToPrincipal({ grantee: handler, actions: ['ssm:GetParametersByPath'], resourceArns: all });
  }

  /** Notes a grant of `method` that no ceiling holds. */
  noteUnlimited(grantee: IGrantable, method: string): void {
    const identity = identityOf(grantee);
    const reason = `it also has ${method} of this deployment`;
    const known = this.limited.find(({ to }) => isSamePrincipal(to.identity, identity));
    if (known) throw new Error(lifted(known.to, reason));
    this.unlimited.push({ identity, reason });
  }

  /** In the grantee's own stack, where that is beside the deployment; otherwise with the deployment, whose function reads it. */
  private keep(to: LimitedGrantee, name: string, value: string): CfnParameter {
    const theirs = Stack.of(to.principal);
    const isBeside = isSame(theirs.account, this.deployment.account) && isSame(theirs.region, this.deployment.region);
    const isImportedFromElsewhere = !isSame(to.account, theirs.account);
    const scope = isBeside && !isImportedFromElsewhere ? to.principal : this.deployment;
    if (scope === this.deployment && Token.isUnresolved(to.name)) {
      throw new Error(
        `The ceiling of ${to.principal.node.path} is kept in the account and region of the deployment, under a name that AWS makes up elsewhere. ` +
          'Give the role or user a name of its own.',
      );
    }
    return new CfnParameter(scope, `Ceiling-${fingerprint(`${this.path} ${arnOf(to, name)}`)}`, {
      type: 'String',
      name: `${this.path}/${to.account}/${fileName({ ...to, name })}`,
      value,
      description: 'The most that this caller gets from the credential manager. Whoever may write here may grant.',
    });
  }
}

/**
 * Names to keep a record under. IAM tells none apart by letter case, and its callers have the real one, which an import may not know: the
 * function looks in lower case too. The name as it was given stays, for a function of an older deployment, which does not.
 */
function spellingsOf({ principal, name }: LimitedGrantee): string[] {
  return Resource.isOwnedResource(principal) ? [name] : [...new Set([name, name.toLowerCase()])];
}

/** Part of a construct id: another one for the same parameter would be a second of its name, which CloudFormation refuses. */
function arnOf({ principal, name }: LimitedGrantee, spelling: string): string {
  const arn = 'roleArn' in principal ? principal.roleArn : principal.userArn;
  const stack = Stack.of(principal);
  const text = Token.isUnresolved(arn) ? `${stack.node.addr} ${JSON.stringify(stack.resolve(arn))}` : arn;
  const at = text.lastIndexOf(name);
  return spelling === name ? text : `${text.slice(0, at)}${spelling}${text.slice(at + name.length)}`;
}

/** The same rule as in `caller.ts`, which the function runs: names with characters that Parameter Store does not take. */
function fileName({ kind, name }: LimitedGrantee): string {
  const isPlain = Token.isUnresolved(name) || /^[\w.-]+$/.test(name);
  return isPlain ? `${kind}/${name}` : `${kind}.hex/${Buffer.from(name).toString('hex')}`;
}

function isSame(one: string, other: string): boolean {
  return [TokenComparison.SAME, TokenComparison.BOTH_UNRESOLVED].includes(Token.compareStrings(one, other));
}

function lifted({ principal }: LimitedGrantee, reason: string): string {
  return (
    `The ceiling of ${principal.node.path} would not hold: ${reason}. A grantee with a ceiling gets no App token, no second grant ` +
    'without one, and no permission that gets it tokens past the ceiling. Use a role of its own for the other.'
  );
}

function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
