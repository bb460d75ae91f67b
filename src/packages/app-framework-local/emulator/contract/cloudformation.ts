import { DescribeContinuousBackupsCommand, DescribeTimeToLiveCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { allow, type GivenEmulator, unknownType } from './given-emulator';
import { signedCall } from './signed-call';
import { createStack, functionWithUrl, putTemplate, updateStack } from './stack';

export function cloudFormationContract(given: () => GivenEmulator): void {
  describe('CloudFormation', () => {
    it('sets TTL and point-in-time recovery of a table (dynamodb_table_properties)', async () => {
      const { endpoint, administrator } = given();
      const { Name: TableName } = await createStack(given(), {
        name: 'table',
        resources: {
          Table: {
            Type: 'AWS::DynamoDB::Table',
            Properties: {
              BillingMode: 'PAY_PER_REQUEST',
              AttributeDefinitions: [{ AttributeName: 'AppId', AttributeType: 'N' }],
              KeySchema: [{ AttributeName: 'AppId', KeyType: 'HASH' }],
              TimeToLiveSpecification: { AttributeName: 'ExpiresAt', Enabled: true },
              PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
            },
          },
        },
        outputs: { Name: { Ref: 'Table' } },
      });
      const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: administrator });

      const ttl = await client.send(new DescribeTimeToLiveCommand({ TableName }));
      const backups = await client.send(new DescribeContinuousBackupsCommand({ TableName }));

      expect(ttl.TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'ExpiresAt' });
      expect(backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).toBe(
        'ENABLED',
      );
    });

    it('says which property of a template it ignores (unread_properties)', async () => {
      await createStack(given(), {
        name: 'ignored',
        resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { AccessControl: 'LogDeliveryWrite' } } },
      });

      expect(await given().control.notices()).toContain(
        'ignored/Bucket: the emulator ignores AccessControl of AWS::S3::Bucket',
      );
    });

    it('says which resource is a placeholder (placeholder_types)', async () => {
      await createStack(given(), {
        name: 'placeholder',
        resources: { Query: { Type: unknownType, Properties: { Name: 'q', QueryString: 'fields @message' } } },
      });

      expect(await given().control.notices()).toContain(
        `placeholder/Query: ${unknownType} is a placeholder, nothing is created`,
      );
    });

    it('deploys what is said of WAF, and says that nothing is enforced (waf_is_not_enforced)', async () => {
      const visible = { CloudWatchMetricsEnabled: false, MetricName: 'acl', SampledRequestsEnabled: false };
      await createStack(given(), {
        name: 'waf',
        resources: {
          Acl: {
            Type: 'AWS::WAFv2::WebACL',
            Properties: {
              Name: 'acl',
              Scope: 'REGIONAL',
              DefaultAction: { Block: {} },
              VisibilityConfig: visible,
              Rules: [],
            },
          },
          Association: {
            Type: 'AWS::WAFv2::WebACLAssociation',
            Properties: {
              WebACLArn: { 'Fn::GetAtt': ['Acl', 'Arn'] },
              ResourceArn: 'arn:aws:apigateway:us-east-1::/restapis/x/stages/live',
            },
          },
        },
      });

      expect(await given().control.notices()).toEqual(
        expect.arrayContaining([
          'acl: AWS::WAFv2::WebACL is kept, its rules are not enforced',
          'waf/Association: AWS::WAFv2::WebACLAssociation is a placeholder, nothing is created',
        ]),
      );
    });

    it('refuses a type that is neither known nor a placeholder', async () => {
      const resources = { Link: { Type: 'AWS::NoSuch::Type', Properties: {} } };

      await expect(createStack(given(), { name: 'unknown', resources })).rejects.toThrow('AWS::NoSuch::Type');
    });

    it('says that a function runs under another Node.js than its runtime (host_node_runtime)', async () => {
      const runtime = process.versions.node.startsWith('22.') ? 'nodejs24.x' : 'nodejs22.x';
      const { Name } = await createStack(given(), {
        name: 'runtime',
        resources: functionWithUrl('Other', 'exports.handler = async () => 1', { function: { Runtime: runtime } }),
        outputs: { Name: { Ref: 'Other' } },
      });

      const host = process.versions.node.split('.')[0];
      expect(await given().control.notices()).toContain(
        `${Name}: runs under Node.js ${host} of this machine, not ${runtime}`,
      );
    });

    it('counts requests over loopback as TLS (assume_tls)', async () => {
      const { endpoint, identities } = given();
      await createStack(given(), {
        name: 'tls',
        resources: {
          Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'tls-only' } },
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Bucket' },
              PolicyDocument: {
                Version: '2012-10-17',
                Statement: [
                  {
                    Effect: 'Deny',
                    Principal: '*',
                    Action: 's3:*',
                    Resource: ['arn:aws:s3:::tls-only', 'arn:aws:s3:::tls-only/*'],
                    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                  },
                ],
              },
            },
          },
        },
      });
      const credentials = await identities.createUser(allow('s3:*'));

      const answer = await signedCall({ url: `${endpoint}/tls-only`, credentials, service: 's3', method: 'GET' });

      expect(answer.status).toBe(200);
    });

    it('keeps the attributes of what an update of a nested stack leaves alone (nested_stack_attributes)', async () => {
      const below = (name: string, memory: number) =>
        putTemplate(
          given(),
          name,
          functionWithUrl('Same', 'exports.handler = async () => 1', { function: { MemorySize: memory } }),
        );
      const above = (TemplateURL: string) => ({
        Below: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL } },
      });
      await createStack(given(), { name: 'updated', resources: above(await below('before', 128)) });

      const update = updateStack(given(), { name: 'updated', resources: above(await below('after', 256)) });

      await expect(update).resolves.toBeUndefined();
    });
  });
}
