import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { AccountPrincipal, Grant, type IGrantable, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CeilingGrants } from './ceiling-grants.construct';
import type { TokenCeiling } from './token-ceiling.construct';

export const account = '111122223333';
export const region = 'eu-west-1';
export const ceiling: TokenCeiling = { apps: [7], permissions: { contents: 'read' } };

/** The ceilings without the rest of a deployment, whose synthesis takes long. */
export function arrangeBare() {
  const app = new App({ context: { '@aws-cdk/core:disableStackTrace': true } });
  const env = { account, region };
  const main = new Stack(app, 'Main', { env });
  const deployment = new NestedStack(main, 'Deployment');
  const fn = (id: string) =>
    new LambdaFunction(deployment, id, {
      code: Code.fromInline('0'),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
    });
  const parts = {
    appTokenFunction: fn('AppToken'),
    installationTokenFunction: fn('InstallationToken'),
    tokenTable: new Table(deployment, 'Tokens', { partitionKey: { name: 'Key', type: AttributeType.STRING } }),
    tokenKey: new Key(deployment, 'TokenKey'),
  };
  const ceilings = new CeilingGrants(deployment, () => parts);
  const callers = new Stack(app, 'Callers', { env });
  const role = new Role(callers, 'Deployer', { assumedBy: new AccountPrincipal(account) });
  const grantWithin = (grantee: IGrantable, limits = ceiling) =>
    ceilings.grantWithin(grantee, limits, () =>
      Grant.addToPrincipal({
        grantee,
        actions: ['lambda:InvokeFunctionUrl'],
        resourceArns: [parts.installationTokenFunction.functionArn],
      }),
    );
  return { app, main, callers, ceilings, parts, role, grantWithin };
}
