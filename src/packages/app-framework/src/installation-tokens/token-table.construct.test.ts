import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { TokenTable } from './token-table.construct';

const stack = new Stack(new App(), 'Stack');
const table = new TokenTable(stack, 'TokenTable');
const template = Template.fromStack(stack);

describe('TokenTable', () => {
  it('finds tokens by key, by App, and by App and installation, with what ends later', () => {
    const index = (name: string, attribute: string) => ({
      IndexName: name,
      KeySchema: [
        { AttributeName: attribute, KeyType: 'HASH' },
        { AttributeName: 'Expiry', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    });
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      KeySchema: [{ AttributeName: 'Key', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [index('AppInstallation', 'AppInstallation'), index('App', 'AppId')],
      BillingMode: 'PAY_PER_REQUEST',
    });
  });

  it('is a cache: rows end by themselves, there are no backups, and it goes with the stack', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
      Properties: {
        TimeToLiveSpecification: { AttributeName: 'ExpiresAt', Enabled: true },
        PointInTimeRecoverySpecification: Match.absent(),
        TableName: Match.absent(),
      },
    });
  });

  it('has a key of its own that rotates and goes with it', () => {
    template.hasResource('AWS::KMS::Key', {
      DeletionPolicy: 'Delete',
      Properties: { EnableKeyRotation: true, PendingWindowInDays: 7 },
    });
  });

  it('tells functions its name and the key', () => {
    expect(stack.resolve(table.variables)).toEqual({
      TOKEN_TABLE_NAME: { Ref: expect.stringMatching(/^TokenTable/) },
      TOKEN_KEY_ARN: { 'Fn::GetAtt': [expect.stringMatching(/^TokenTableTokenKey/), 'Arn'] },
    });
  });
});
