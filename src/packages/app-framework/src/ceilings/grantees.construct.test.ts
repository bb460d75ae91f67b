import { App, CfnWaitConditionHandle, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { AccountPrincipal, type IGrantable, Role, User } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { OperationFunction } from '../api/operation-function.construct';
import { usualFunction } from '../lambda/function-settings.test.support';
import { CeilingGrants } from './ceiling-grants.construct';

const account = '111122223333';
const partner = '444455556666';
const env = { account, region: 'eu-west-1' };
const elsewhere = { account, region: 'us-east-1' };

/** Stack of the deployment, and the one that the grantee is in. */
type Places = readonly [Stack, Stack];

const two = (app: App, theirs: object, ours: object = { env }): Places => [
  new Stack(app, 'Main', ours),
  new Stack(app, 'Callers', theirs),
];

const byName = "Role.fromRoleName(this, 'Caller', 'NAME')";
const byArn = `arn:aws:iam::${partner}:role/NAME`;
const sameEnv = 'Give both stacks account and region (env)';
const ownName = 'Give the role or user a name of its own';
const works = 'synthesizes';

/** What becomes of a grant to what is made there, to a role with a name of its own, and to one that is made, with a ceiling. */
type Outcomes = readonly [made: string, named: string, limited: string];

const places: readonly [string, (app: App) => Places, Outcomes][] = [
  [
    'in the same stack',
    (app) => {
      const stack = new Stack(app, 'Main', { env });
      return [stack, stack];
    },
    [works, works, works],
  ],
  ['in another stack', (app) => two(app, { env }), [works, works, works]],
  [
    'in a nested stack beside it',
    (app) => {
      const stack = new Stack(app, 'Main', { env });
      return [stack, new NestedStack(stack, 'Nested')];
    },
    [works, works, works],
  ],
  [
    'in a nested stack of another',
    (app) => [new Stack(app, 'Main', { env }), new NestedStack(new Stack(app, 'Callers', { env }), 'Nested')],
    [works, works, works],
  ],
  ['where nobody knows account and region', (app) => two(app, {}, {}), [works, works, works]],
  ['where only the deployment knows them', (app) => two(app, {}), [sameEnv, sameEnv, sameEnv]],
  ['where only the grantee knows them', (app) => two(app, { env }, {}), [sameEnv, sameEnv, sameEnv]],
  ['in another region', (app) => two(app, { env: elsewhere }), [byName, byName, byName]],
  [
    'in another region, with references across',
    (app) => two(app, { env: elsewhere, crossRegionReferences: true }, { env, crossRegionReferences: true }),
    [works, works, ownName],
  ],
  ['in another account', (app) => two(app, { env: { ...env, account: partner } }), [byArn, byArn, byArn]],
  [
    'in another stage',
    (app) => [new Stack(app, 'Main', { env }), new Stack(new Stage(app, 'Stage'), 'Callers', { env })],
    [byName, byName, byName],
  ],
];

const assumedBy = new AccountPrincipal(account);
const made: readonly [string, (stack: Stack) => IGrantable][] = [
  ['a role', (stack) => new Role(stack, 'Caller', { assumedBy })],
  ['a user', (stack) => new User(stack, 'Caller')],
  [
    'a function',
    (stack) =>
      new LambdaFunction(stack, 'Caller', {
        code: Code.fromInline('0'),
        handler: 'index.handler',
        runtime: Runtime.NODEJS_24_X,
      }),
  ],
];
const named: readonly [string, (stack: Stack) => IGrantable][] = [
  ['a role with a name', (stack) => new Role(stack, 'Caller', { assumedBy, roleName: 'ci' })],
  ['a role by its ARN', (stack) => Role.fromRoleArn(stack, 'Caller', `arn:aws:iam::${stackAccount(stack)}:role/ci`)],
  ['a role by its name', (stack) => Role.fromRoleName(stack, 'Caller', 'ci')],
  ['a user by its name', (stack) => User.fromUserName(stack, 'Caller', 'ann')],
];

describe.each(places)('a grantee %s', (_where, stacksIn, [ofMade, ofNamed, ofLimited]) => {
  it.each(made)('is %s', (_what, grantee) => {
    expect(outcomeOf(stacksIn, grantee, 'without')).toContain(ofMade);
    expect(outcomeOf(stacksIn, grantee, 'with')).toContain(ofLimited);
  });

  it.each(named)('is %s', (_what, grantee) => {
    expect(outcomeOf(stacksIn, grantee, 'without')).toContain(ofNamed);
    expect(outcomeOf(stacksIn, grantee, 'with')).toContain(ofNamed);
  });

  it.each([
    ['a role of this account that is not to be changed', account],
    ['a role of another account', partner],
  ])('is %s, named by its ARN', (_what, theirs) => {
    const grantee = (stack: Stack) =>
      Role.fromRoleArn(stack, 'Caller', `arn:aws:iam::${theirs}:role/ci`, { mutable: false });
    expect(outcomeOf(stacksIn, grantee, 'without')).toBe(works);
    expect(outcomeOf(stacksIn, grantee, 'with')).toBe(works);
  });
});

describe('a role that is not to be changed', () => {
  it('gets its right in the policy of the function, where its import says so', () => {
    const { stack, operation, app } = deployed((one) => two(one, { env }));
    const options = { mutable: false, addGrantsToResources: true };
    operation.grantCall(Role.fromRoleArn(stack, 'Caller', `arn:aws:iam::${account}:role/ci`, options));
    app.synth();
    Template.fromStack(Stack.of(operation)).resourceCountIs('AWS::Lambda::Permission', 2);
  });
});

/** The message of the error, or that there was none. */
function outcomeOf(stacksIn: (app: App) => Places, grantee: (stack: Stack) => IGrantable, ceiling: 'with' | 'without') {
  const { app, stack, operation, ceilings } = deployed(stacksIn);
  try {
    const who = grantee(stack);
    const grantCall = () => operation.grantCall(who);
    if (ceiling === 'with') ceilings.grantWithin(who, { apps: [1] }, grantCall);
    else grantCall();
    app.synth();
    return works;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const functionProps = {
  description: 'An operation',
  appTableName: 'apps',
  environment: {},
  ...usualFunction,
};

/** A deployment with no more than what grants touch. */
function deployed(stacksIn: (app: App) => Places) {
  const app = new App();
  const [main, stack] = stacksIn(app);
  new CfnWaitConditionHandle(stack, 'NeverEmpty');
  const deployment = new NestedStack(main, 'Deployment');
  const serving = (name: 'GetAppToken' | 'GetInstallationToken') =>
    new OperationFunction(deployment, name, { ...functionProps, operation: name });
  const operation = serving('GetInstallationToken');
  const appToken = serving('GetAppToken');
  const tokenTable = new Table(deployment, 'Table', { partitionKey: { name: 'Key', type: AttributeType.STRING } });
  const tokenKey = new Key(deployment, 'Key');
  const ceilings = new CeilingGrants(deployment, () => ({
    appTokenFunction: appToken.handler,
    installationTokenFunction: operation.handler,
    tokenTable,
    tokenKey,
  }));
  return { app, stack, operation, ceilings };
}

function stackAccount(stack: Stack): string {
  return stack.account === partner ? partner : account;
}
