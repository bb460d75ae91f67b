import { GetFunctionUrlConfigCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { mockClient } from 'aws-sdk-client-mock';
import { createDirectory } from './directory';

const tagging = mockClient(ResourceGroupsTaggingAPIClient);
const lambda = mockClient(LambdaClient);
const region = 'us-east-1';
const directory = createDirectory({
  tagging: new ResourceGroupsTaggingAPIClient({ region }),
  lambda: new LambdaClient({ region }),
});

const tableArn = (name: string) => `arn:aws:dynamodb:us-east-1:000000000000:table/${name}`;
const functionArn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
const functionOf = (name: string, table: string) => ({
  ResourceARN: functionArn(name),
  Tags: [{ Key: 'AppTable', Value: table }],
});
const name = 'AppTokenEndpoint';

describe('createDirectory', () => {
  beforeEach(() => {
    tagging.reset();
    lambda.reset();
    tagging.on(GetResourcesCommand).resolves({});
  });

  /** What is tagged: App tables, and functions for some of them. */
  const given = (tables: readonly string[], served: readonly string[]) =>
    tagging
      .on(GetResourcesCommand, { ResourceTypeFilters: ['dynamodb:table'] })
      .resolves({ ResourceTagMappingList: tables.map((table) => ({ ResourceARN: tableArn(table) })) })
      .on(GetResourcesCommand, { ResourceTypeFilters: ['lambda:function'] })
      .resolves({ ResourceTagMappingList: served.map((table) => functionOf(`of-${table}`, table)) });

  it('lists App tables over several pages, by name, and which of them functions read', async () => {
    given([], ['a']);
    tagging
      .on(GetResourcesCommand, { ResourceTypeFilters: ['dynamodb:table'] })
      .resolvesOnce({ ResourceTagMappingList: [{ ResourceARN: tableArn('b') }], PaginationToken: 'more' })
      .resolves({ ResourceTagMappingList: [{ ResourceARN: tableArn('a') }], PaginationToken: '' });
    expect(await directory.appTables()).toEqual([
      { name: 'a', arn: tableArn('a'), served: 'yes' },
      { name: 'b', arn: tableArn('b'), served: 'no' },
    ]);
    expect(tagging.commandCalls(GetResourcesCommand)[0]?.args[0].input).toMatchObject({
      ResourceTypeFilters: ['dynamodb:table'],
      TagFilters: [{ Key: 'CredentialManager', Values: ['AppTable'] }],
    });
  });

  it('finds the signing keys of a deployment, of all Apps or of one, over several pages', async () => {
    tagging
      .on(GetResourcesCommand)
      .resolvesOnce({ ResourceTagMappingList: [{ ResourceARN: 'arn:one' }], PaginationToken: 'more' })
      .resolves({ ResourceTagMappingList: [{ ResourceARN: 'arn:two' }] });
    expect(await directory.signingKeys({ tableName: 'apps' })).toEqual(['arn:one', 'arn:two']);
    expect(await directory.signingKeys({ tableName: 'apps', appId: 7 })).toEqual(['arn:two']);
    const ofTheTable = [
      { Key: 'FrameworkForGitHubAppOnAwsManaged', Values: ['true'] },
      { Key: 'AppTable', Values: ['apps'] },
    ];
    const asked = tagging.commandCalls(GetResourcesCommand).map((call) => call.args[0].input);
    expect(asked[0]).toMatchObject({ ResourceTypeFilters: ['kms:key'], TagFilters: ofTheTable });
    expect(asked[2]?.TagFilters).toEqual([...ofTheTable, { Key: 'AppId', Values: ['7'] }]);
  });

  it('finds the one App table that functions read', async () => {
    given(['apps', 'left-over'], ['apps']);
    expect(await directory.theAppTable({ option: 'the last argument' })).toBe('apps');
  });

  it('refuses to choose among several App tables, and lists them', async () => {
    given(['b', 'a', 'left-over'], ['a', 'b']);
    await expect(directory.theAppTable({ option: 'the last argument' })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/2 deployments.*the last argument.*\n {2}a\n {2}b$/s),
    });
  });

  it('refuses tables that no function reads', async () => {
    given(['left-over', 'another'], []);
    await expect(directory.theAppTable({ option: 'x' })).rejects.toMatchObject({
      kind: 'not-found',
      message: expect.stringContaining('any of the tables another, left-over'),
    });
    await expect(directory.refuseUnserved('left-over')).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('fails as not found where there is no App table', async () => {
    await expect(directory.theAppTable({ option: 'x' })).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('finds the URL of the function that serves an operation, without the slash at its end', async () => {
    tagging.on(GetResourcesCommand).resolves({ ResourceTagMappingList: [functionOf('one', 'apps')] });
    lambda
      .on(GetFunctionUrlConfigCommand, { FunctionName: functionArn('one') })
      .resolves({ FunctionUrl: 'https://one.example/' });
    expect(await directory.endpoint({ name, tableName: undefined })).toBe('https://one.example');
    expect(tagging.commandCalls(GetResourcesCommand)[0]?.args[0].input).toMatchObject({
      ResourceTypeFilters: ['lambda:function'],
      TagFilters: [{ Key: 'CredentialManager', Values: ['AppTokenEndpoint'] }],
    });
  });

  it('takes the function of the table that was named', async () => {
    tagging
      .on(GetResourcesCommand)
      .resolves({ ResourceTagMappingList: [functionOf('one', 'apps'), functionOf('two', 'others')] });
    lambda
      .on(GetFunctionUrlConfigCommand, { FunctionName: functionArn('two') })
      .resolves({ FunctionUrl: 'https://two.example' });
    expect(await directory.endpoint({ name, tableName: 'others' })).toBe('https://two.example');
  });

  it('refuses to choose among the functions of several deployments, and lists their tables', async () => {
    tagging
      .on(GetResourcesCommand)
      .resolves({ ResourceTagMappingList: [functionOf('one', 'apps'), functionOf('two', 'others')] });
    await expect(directory.endpoint({ name, tableName: undefined })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/--table NAME.*\n {2}apps\n {2}others/s),
    });
  });

  it('names the tables that there are where the one that was named has no function', async () => {
    tagging.on(GetResourcesCommand).resolves({ ResourceTagMappingList: [functionOf('one', 'apps')] });
    await expect(directory.endpoint({ name, tableName: 'typo' })).rejects.toMatchObject({
      kind: 'not-found',
      message: expect.stringContaining('which has those of apps'),
    });
  });
});
