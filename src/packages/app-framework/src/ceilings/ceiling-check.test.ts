import { type Allowed, callerOfRecord, createCeilingCheck, type DeploymentParts, type Question } from './ceiling-check';
import { recordName } from './record-name';

const account = '111122223333';
const at = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:${account}:${rest}`;
const parts: DeploymentParts = {
  appTableName: 'apps',
  ceilingPath: '/app-framework/Main/ceilings',
  region: 'eu-west-1',
  partition: 'aws',
  account,
  appTokenFunctionArn: at('lambda', 'function:app-token'),
  installationTokenFunctionArn: at('lambda', 'function:installation-token'),
  functionRoleArns: [`arn:aws:iam::${account}:role/app-token`],
  tokenTableArn: at('dynamodb', 'table/tokens'),
  tokenKeyArn: at('kms', 'key/tokens'),
  signingKeyArns: [at('kms', 'key/app')],
};

/** IAM that allows what the pairs of action and resource say, unless the context has a value that is refused. */
function arrange(allowed: readonly (readonly [string, string])[], names = [`${account}/role/ci`]) {
  const asked: Question[] = [];
  const check = createCeilingCheck({
    recordNames: async (path) => (path === parts.ceilingPath ? names : []),
    arnOf: async ({ kind, name }) => (name === 'gone' ? undefined : `arn:aws:iam::${account}:${kind}/team/${name}`),
    simulate: async (_arn, question) => {
      asked.push(question);
      const pairs = question.actions.flatMap((action) => question.resources.map((resource) => ({ action, resource })));
      return pairs.filter((pair: Allowed) => allowed.some(([a, r]) => a === pair.action && r === pair.resource));
    },
  });
  return { check, asked };
}

describe('createCeilingCheck', () => {
  it('finds nothing where IAM allows nothing', async () => {
    const { check, asked } = arrange([]);
    expect(await check(parts)).toEqual([{ account, kind: 'role', name: 'ci', state: 'holds', findings: [] }]);
    expect(asked.length).toBeGreaterThan(8);
  });

  it.each([
    ['kms:Sign', parts.signingKeyArns[0]],
    ['lambda:InvokeFunction', parts.installationTokenFunctionArn],
    ['lambda:InvokeFunctionUrl', parts.appTokenFunctionArn],
    ['lambda:UpdateFunctionCode', parts.appTokenFunctionArn],
    ['ssm:DeleteParameter', at('ssm', 'parameter/app-framework/Main/ceilings/any')],
    ['ssm:PutParameter', at('ssm', `parameter/app-framework/Main/ceilings/${account}/role/ci`)],
    ['dynamodb:DeleteItem', parts.tokenTableArn],
    ['iam:AttachRolePolicy', `arn:aws:iam::${account}:role/any`],
    ['iam:PutRolePolicy', `arn:aws:iam::${account}:role/team/ci`],
    ['iam:CreatePolicyVersion', `arn:aws:iam::${account}:policy/any`],
    ['iam:CreateAccessKey', `arn:aws:iam::${account}:user/any`],
    ['iam:PassRole', parts.functionRoleArns[0]],
  ])('finds that %s lifts the ceiling', async (action, resource = '') => {
    const { check } = arrange([[action, resource]]);
    const [caller] = await check(parts);
    expect(caller).toMatchObject({ state: 'would not hold', findings: [{ action, resource }] });
  });

  it('finds that a user may change its own rights, and that making its own access keys changes none', async () => {
    const own = `arn:aws:iam::${account}:user/team/Ann`;
    const names = [`${account}/user/Ann`];
    for (const action of ['iam:PutUserPolicy', 'iam:AttachUserPolicy']) {
      const { check } = arrange([[action, own]], names);
      expect(await check(parts)).toMatchObject([{ state: 'would not hold', findings: [{ action, resource: own }] }]);
    }
    expect(await arrange([['iam:CreateAccessKey', own]], names).check(parts)).toMatchObject([{ state: 'holds' }]);
  });

  it('finds that a caller may write its own ceiling in lower case, which is read where there is no other', async () => {
    const record = at('ssm', `parameter/app-framework/Main/ceilings/${account}/user/ann`);
    const { check } = arrange([['ssm:PutParameter', record]], [`${account}/user/Ann`]);
    expect(await check(parts)).toMatchObject([{ state: 'would not hold' }]);
  });

  it('finds reads of the token table together with its key only', async () => {
    const read = ['dynamodb:Query', parts.tokenTableArn] as const;
    expect(await arrange([read]).check(parts)).toMatchObject([{ state: 'holds' }]);
    const [caller] = await arrange([read, ['kms:Decrypt', parts.tokenKeyArn]]).check(parts);
    expect(caller?.findings.map(({ action }) => action)).toEqual(['dynamodb:Query', 'kms:Decrypt']);
  });

  it('asks about direct calls, and about keys as they are tagged', async () => {
    const { check, asked } = arrange([]);
    await check(parts);
    const contextOf = (action: string) => asked.find(({ actions }) => actions.includes(action))?.context;
    expect(contextOf('lambda:InvokeFunction')).toEqual({ 'lambda:InvokedViaFunctionUrl': 'false' });
    expect(contextOf('kms:Sign')).toMatchObject({ 'aws:ResourceTag/AppTable': 'apps' });
  });

  it('asks nothing about keys where there are none, for no resource would mean all', async () => {
    const { check, asked } = arrange([]);
    await check({ ...parts, signingKeyArns: [] });
    expect(asked.every(({ resources }) => resources.length > 0)).toBe(true);
    expect(asked.flatMap(({ actions }) => actions)).not.toContain('kms:Sign');
  });

  it('names a caller once that has records in two letter cases, in the one that it has', async () => {
    const gone = (name: string) => `${account}/user/${name}`;
    const { check } = arrange([], [gone('gone'), gone('Gone'), `${account}/role/gone`, `${account}/role/Gone`]);
    expect(await check(parts)).toMatchObject([
      { kind: 'user', name: 'Gone', state: 'holds' },
      { kind: 'role', name: 'Gone', state: 'holds' },
    ]);
    const neither = arrange([], [gone('gone')]);
    expect(await neither.check(parts)).toMatchObject([{ name: 'gone', state: 'no such caller' }]);
  });

  it('says whom it could not check', async () => {
    const { check } = arrange([], ['444455556666/role/ci', `${account}/user/gone`, 'something else']);
    expect(await check(parts)).toMatchObject([
      { name: 'ci', state: 'not checked: another account' },
      { name: 'gone', state: 'no such caller' },
    ]);
  });
});

describe('callerOfRecord', () => {
  it.each(['ci', 'ann@example.com', 'a+b=c'])('reads the name of the record of %s back', (name) => {
    const caller = { account, kind: 'user', name } as const;
    expect(callerOfRecord(recordName(caller))).toEqual(caller);
  });
});
