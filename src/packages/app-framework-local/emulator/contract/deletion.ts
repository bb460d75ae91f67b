import { DescribeTableCommand, DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import type { GivenEmulator } from './given-emulator';
import { signedCall } from './signed-call';
import { createStack, deleteStack, putTemplate } from './stack';

const table = (TableName: string, policy: object = {}, properties: object = {}) => ({
  Type: 'AWS::DynamoDB::Table',
  ...policy,
  Properties: {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'AppId', AttributeType: 'N' }],
    KeySchema: [{ AttributeName: 'AppId', KeyType: 'HASH' }],
    Tags: [{ Key: 'Deletion', Value: TableName }],
    ...properties,
  },
});

export function deletionContract(given: () => GivenEmulator): void {
  describe('deleting a stack', () => {
    const client = () => {
      const { endpoint, administrator: credentials } = given();
      return { endpoint, region: 'us-east-1', credentials };
    };
    const exists = (TableName: string) =>
      new DynamoDBClient(client()).send(new DescribeTableCommand({ TableName })).then(
        () => true,
        (error: Error) => {
          if (error.name === 'ResourceNotFoundException') return false;
          throw error;
        },
      );
    const tagged = async () => {
      const filter = { TagFilters: [{ Key: 'Deletion' }] };
      const found = await new ResourceGroupsTaggingAPIClient(client()).send(new GetResourcesCommand(filter));
      return (found.ResourceTagMappingList ?? []).map(({ ResourceARN: arn }) => arn?.split('/').at(-1));
    };
    const createAbove = async (name: string, below: object) => {
      const TemplateURL = await putTemplate(given(), name, below);
      await createStack(given(), {
        name,
        resources: { Below: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL } } },
      });
    };

    it('keeps what its nested stack retains, with its tags (nested_stack_deletion)', async () => {
      await createAbove('retaining', {
        Retained: table('retained', { DeletionPolicy: 'Retain' }),
        RetainedOnceThere: table('retained-once-there', { DeletionPolicy: 'RetainExceptOnCreate' }),
        Gone: table('gone', { DeletionPolicy: 'Delete' }),
      });

      await deleteStack(given(), 'retaining');

      expect(await Promise.all(['retained', 'retained-once-there', 'gone'].map(exists))).toEqual([true, true, false]);
      expect(await tagged()).toEqual(expect.arrayContaining(['retained', 'retained-once-there']));
    });

    it('takes the tags of a table away with it (dynamodb_table_deletion)', async () => {
      await createStack(given(), { name: 'tags', resources: { Table: table('untagged') } });
      expect(await tagged()).toContain('untagged');

      await deleteStack(given(), 'tags');

      expect(await exists('untagged')).toBe(false);
      expect(await tagged()).not.toContain('untagged');
    });

    it('takes back a creation that failed, but for what is retained always (nested_stack_deletion)', async () => {
      const TemplateURL = await putTemplate(given(), 'failing', {
        Kept: table('kept', { DeletionPolicy: 'Retain' }),
        TakenBack: table('taken-back', { DeletionPolicy: 'RetainExceptOnCreate' }),
      });
      const resources = {
        Below: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL } },
        Failing: {
          Type: 'AWS::CloudFormation::Stack',
          DependsOn: 'Below',
          Properties: { TemplateURL: `${given().endpoint}/templates/missing.json` },
        },
      };

      await expect(createStack(given(), { name: 'failing', resources })).rejects.toThrow('ROLLBACK');

      expect(await Promise.all(['kept', 'taken-back'].map(exists))).toEqual([true, false]);
    });

    it.each([
      ['a stack', (name: string, below: object) => createStack(given(), { name, resources: below })],
      ['a nested stack', createAbove],
    ])('fails when %s has a table that is protected (dynamodb_table_deletion)', async (what, create) => {
      const TableName = what.replaceAll(' ', '-');
      await create(TableName, { Table: table(TableName, {}, { DeletionProtectionEnabled: true }) });

      await expect(deleteStack(given(), TableName)).rejects.toThrow('DELETE_FAILED');
      expect(await exists(TableName)).toBe(true);

      await new DynamoDBClient(client()).send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
      await deleteStack(given(), TableName);
      expect(await exists(TableName)).toBe(false);
    });

    it('fails when a bucket of it still holds an object (s3_bucket_deletion)', async () => {
      const Bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'holding' } };
      await createStack(given(), { name: 'holding', resources: { Bucket } });
      const { endpoint, administrator: credentials } = given();
      const call = (method: 'PUT' | 'DELETE', body: string) =>
        signedCall({ url: `${endpoint}/holding/object`, credentials, service: 's3', method, body });
      expect((await call('PUT', 'kept')).status).toBe(200);

      await expect(deleteStack(given(), 'holding')).rejects.toThrow('DELETE_FAILED');

      expect((await call('DELETE', '')).status).toBe(204);
      await deleteStack(given(), 'holding');
    });
  });
}
