import { CfnParameter } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Accounts whose events are handled. */
export interface AccountAdmission {
  /** Logins, or ids as numbers: a login can change hands, an id cannot. `*` is everybody. */
  readonly allow: readonly (string | number)[];
}

const isLogin = (entry: string) => /^(\*|[a-z\d](?:[a-z\d]|[-_](?=[a-z\d])){0,99})$/i.test(entry);
const isId = (entry: number) => Number.isSafeInteger(entry) && entry > 0;

/**
 * The list as a parameter of the stack, which says the prop's by default. It is named after the construct that it is of: `WebhooksAllowedAccounts`.
 * @throws Error for what is neither login nor id
 */
export function allowedAccounts(scope: Construct, { allow }: AccountAdmission): string {
  const odd = allow.find((one) => !(typeof one === 'number' ? isId(one) : isLogin(one)));
  if (odd !== undefined) throw new Error(`accounts allows ${odd}, which is neither a login nor the id of an account.`);
  const parameter = new CfnParameter(scope, 'AllowedAccounts', {
    type: 'String',
    default: allow.map((one) => (typeof one === 'number' ? `id:${one}` : one)).join(','),
    allowedPattern: '^[A-Za-z0-9,:*_ -]*$',
    description:
      'Accounts of GitHub whose events are handled: logins, ids as id:9919, * for everybody; of others they are kept',
  });
  parameter.overrideLogicalId(`${scope.node.id.replace(/[^A-Za-z\d]/g, '')}AllowedAccounts`);
  return parameter.valueAsString;
}
