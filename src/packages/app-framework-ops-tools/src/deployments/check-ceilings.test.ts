import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  GetRoleCommand,
  GetUserCommand,
  IAMClient,
  NoSuchEntityException,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { mockClient } from 'aws-sdk-client-mock';
import { runTool } from '../tool-world.test.support';

const account = '111122223333';
const at = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:${account}:${rest}`;
const path = '/app-framework/Main/ceilings';

const mocks = {
  iam: mockClient(IAMClient),
  lambda: mockClient(LambdaClient),
  tagging: mockClient(ResourceGroupsTaggingAPIClient),
};

/** What Parameter Store has. */
let kept: { readonly Name: string }[] = [];
const parameterStore = createServer((request, response) => {
  let text = '';
  request.on('data', (chunk) => {
    text += chunk;
  });
  request.on('end', () => {
    const isNext = JSON.parse(text).NextToken === 'more';
    response.end(
      JSON.stringify(isNext ? { Parameters: kept.slice(1) } : { Parameters: kept.slice(0, 1), NextToken: 'more' }),
    );
  });
});
const before = { ...process.env };

beforeAll(async () => {
  await new Promise<void>((resolve) => parameterStore.listen(0, '127.0.0.1', resolve));
  const { port } = parameterStore.address() as AddressInfo;
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIDFAKE',
    AWS_SECRET_ACCESS_KEY: 'fake',
    AWS_ENDPOINT_URL_SSM: `http://127.0.0.1:${port}`,
  });
});

/** An account with one deployment, whose callers are allowed these actions and no others. */
function given({ names = [`${account}/role/ci`], allowed = [] as string[] } = {}) {
  for (const mock of Object.values(mocks)) mock.reset();
  mocks.tagging.on(GetResourcesCommand).callsFake(({ ResourceTypeFilters: [type], TagFilters }) => {
    const [{ Values: [value] = [''] }] = TagFilters;
    const arns: Record<string, string> = {
      'lambda:function': at('lambda', `function:${value}`),
      'dynamodb:table': at('dynamodb', 'table/apps'),
      'kms:key': at('kms', 'key/app'),
    };
    return { ResourceTagMappingList: [{ ResourceARN: arns[type] }] };
  });
  mocks.lambda.on(GetFunctionConfigurationCommand).callsFake(({ FunctionName }) => ({
    FunctionArn: FunctionName,
    FunctionName,
    Role: `arn:aws:iam::${account}:role/fn`,
    Environment: {
      Variables: { CEILING_PATH: path, TOKEN_TABLE_NAME: 'tokens', TOKEN_KEY_ARN: at('kms', 'key/tokens') },
    },
  }));
  // Two pages: IAM and Parameter Store give what they like at a time.
  kept = names.map((name) => ({ Name: `${path}/${name}` }));
  mocks.iam.on(GetRoleCommand).callsFake(({ RoleName }) => {
    if (RoleName === 'gone') throw new NoSuchEntityException({ message: 'gone', $metadata: {} });
    return { Role: { Arn: `arn:aws:iam::${account}:role/team/${RoleName}` } };
  });
  mocks.iam.on(GetUserCommand).resolves({ User: undefined });
  mocks.iam.on(SimulatePrincipalPolicyCommand).callsFake(({ ActionNames, ResourceArns, Marker }) => {
    const pairs = ActionNames.flatMap((action: string) => ResourceArns.map((resource: string) => [action, resource]));
    const results = pairs.map(([action, resource]: [string, string]) => ({
      EvalActionName: action,
      EvalResourceName: resource,
      EvalDecision: allowed.includes(action) ? 'allowed' : 'implicitDeny',
    }));
    return Marker
      ? { EvaluationResults: results.slice(1) }
      : { EvaluationResults: results.slice(0, 1), IsTruncated: true, Marker: 'more' };
  });
}

afterAll(async () => {
  for (const mock of Object.values(mocks)) mock.restore();
  process.env = before;
  parameterStore.closeAllConnections();
  await new Promise<void>((resolve) => parameterStore.close(() => resolve()));
});

describe('check-ceilings', () => {
  it('says of each caller that its ceiling holds', async () => {
    given({ names: [`${account}/role/ci`, `${account}/role/build`] });
    const { exitCode, stdout } = await runTool(['check-ceilings']);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `role build of ${account}: holds\nrole ci of ${account}: holds\n`,
    });
    const [first] = mocks.iam.commandCalls(SimulatePrincipalPolicyCommand);
    expect(first?.args[0].input).toMatchObject({
      PolicySourceArn: `arn:aws:iam::${account}:role/team/build`,
      ResourceArns: [at('kms', 'key/app')],
    });
  });

  it('fails as refused, and names what lifts a ceiling', async () => {
    given({ allowed: ['ssm:DeleteParameter', 'iam:PassRole'] });
    const { exitCode, stdout } = await runTool(['check-ceilings', '--table', 'apps', '--json']);
    expect(exitCode).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({
      callers: [
        {
          name: 'ci',
          state: 'would not hold',
          findings: [
            { action: 'ssm:DeleteParameter', resource: at('ssm', `parameter${path}/any`) },
            { action: 'ssm:DeleteParameter', resource: at('ssm', `parameter${path}/${account}/role/ci`) },
            { action: 'iam:PassRole' },
            { action: 'iam:PassRole' },
          ],
        },
      ],
    });
  });

  it('tells IAM that direct calls are meant, as a truth and not as text', async () => {
    given();
    await runTool(['check-ceilings']);
    const asked = mocks.iam.commandCalls(SimulatePrincipalPolicyCommand).map(({ args: [{ input }] }) => input);
    const direct = asked.find(({ ActionNames }) => ActionNames?.includes('lambda:InvokeFunction'));
    expect(direct?.ContextEntries).toEqual([
      { ContextKeyName: 'lambda:InvokedViaFunctionUrl', ContextKeyType: 'boolean', ContextKeyValues: ['false'] },
    ]);
  });

  it('is partly done where it could not ask about a caller', async () => {
    given({ names: [`${account}/role/gone`, '444455556666/role/ci'] });
    const { exitCode, stdout } = await runTool(['check-ceilings']);
    expect(exitCode).toBe(6);
    expect(stdout).toBe(
      `role gone of ${account}: no such caller\nrole ci of 444455556666: not checked: another account\n`,
    );
  });

  it('says so where nobody has a ceiling', async () => {
    given({ names: [] });
    expect(await runTool(['check-ceilings'])).toMatchObject({ exitCode: 0, stdout: 'No caller has a ceiling.\n' });
  });

  it('fails as not found where no function serves the table', async () => {
    given();
    mocks.tagging.on(GetResourcesCommand).resolves({ ResourceTagMappingList: [] });
    const { exitCode, stderr } = await runTool(['check-ceilings', '--table', 'other']);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('AppTable=other');
  });
});
