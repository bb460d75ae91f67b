import { CreateTableCommand, DynamoDBClient, ListTagsOfResourceCommand } from '@aws-sdk/client-dynamodb';
import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import type { Credentials } from '../../src/aws/identities';
import { allow, type GivenEmulator } from './given-emulator';
import { createStack, functionWithUrl, putTemplate } from './stack';

export function taggingContract(given: () => GivenEmulator): void {
  describe('the Tagging API', () => {
    const find = async (credentials: Credentials, filters: Record<string, string[]>, types?: string[]) => {
      const client = new ResourceGroupsTaggingAPIClient({
        endpoint: given().endpoint,
        region: 'us-east-1',
        credentials,
      });
      const TagFilters = Object.entries(filters).map(([Key, Values]) => ({ Key, Values }));
      const found = await client.send(
        new GetResourcesCommand({ TagFilters, ...(types ? { ResourceTypeFilters: types } : {}) }),
      );
      return (found.ResourceTagMappingList ?? []).map(({ ResourceARN: arn, Tags: tags }) => ({
        arn,
        tags: Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key, Value])),
      }));
    };

    it('finds functions of a nested stack by their own tags and those of the stack above', async () => {
      const { administrator } = given();
      const nested = functionWithUrl('Found', 'exports.handler = async () => 1', {
        function: { Tags: [{ Key: 'CredentialManager', Value: 'AppTokenEndpoint' }] },
      });
      const TemplateURL = await putTemplate(given(), 'nested', nested);
      await createStack(given(), {
        name: 'above',
        resources: {
          Below: {
            Type: 'AWS::CloudFormation::Stack',
            Properties: {
              TemplateURL,
              Tags: [{ Key: 'FrameworkForGitHubAppOnAwsManaged', Value: 'CredentialManager' }],
            },
          },
        },
        tags: { Team: 'platform' },
      });

      const found = await find(administrator, { CredentialManager: ['AppTokenEndpoint'] }, ['lambda:function']);

      expect(found).toHaveLength(1);
      expect(found[0]?.arn).toMatch(/^arn:aws:lambda:us-east-1:000000000000:function:above-Below/);
      expect(found[0]?.tags).toMatchObject({
        FrameworkForGitHubAppOnAwsManaged: 'CredentialManager',
        Team: 'platform',
      });
      expect(await find(administrator, { CredentialManager: ['AppTokenEndpoint'], Team: ['other'] })).toEqual([]);
      expect(await find(administrator, { CredentialManager: ['AppTokenEndpoint'] }, ['dynamodb:table'])).toEqual([]);
    });

    it('refuses those who may not ask it', async () => {
      const outsider = await given().identities.createUser(allow('lambda:ListTags'));

      await expect(find(outsider, { CredentialManager: [] })).rejects.toThrow(
        expect.objectContaining({ name: 'AccessDeniedException' }),
      );
    });

    it('lets read the tags of the table that a policy names, and of no other (dynamodb_tagged_table)', async () => {
      const { endpoint, administrator, identities } = given();
      const dynamoDb = (credentials: Credentials) => new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
      const tableOf = async (TableName: string) => {
        const { TableDescription } = await dynamoDb(administrator).send(
          new CreateTableCommand({
            TableName,
            KeySchema: [{ AttributeName: 'Id', KeyType: 'HASH' }],
            AttributeDefinitions: [{ AttributeName: 'Id', AttributeType: 'S' }],
            BillingMode: 'PAY_PER_REQUEST',
            Tags: [{ Key: 'Name', Value: TableName }],
          }),
        );
        return TableDescription?.TableArn ?? '';
      };
      const [mine, theirs] = [await tableOf('tagged-mine'), await tableOf('tagged-theirs')];
      const reader = dynamoDb(await identities.createUser(allow('dynamodb:ListTagsOfResource', undefined, mine)));
      const tagsOf = (ResourceArn: string) => reader.send(new ListTagsOfResourceCommand({ ResourceArn }));

      expect((await tagsOf(mine)).Tags).toEqual([{ Key: 'Name', Value: 'tagged-mine' }]);
      await expect(tagsOf(theirs)).rejects.toThrow(expect.objectContaining({ name: 'AccessDeniedException' }));
    });
  });
}
