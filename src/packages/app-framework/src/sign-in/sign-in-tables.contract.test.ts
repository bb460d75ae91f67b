import { CreateKeyCommand } from '@aws-sdk/client-kms';
import { leadAwsTo } from '../aws/aws-environment.test.support';
import { createTable, useLocalAws } from '../aws/local-aws.test.support';
import { tables } from '../user-tokens/pairs-world.test.support';
import { signInTablesContract } from './sign-in-tables-contract.test.support';

describe('the tables and the key of sign-in, at AWS', () => {
  let keyArn = '';
  let leadBack = () => {};
  const aws = useLocalAws(async (started) => {
    await createTable(started, { tableName: tables.userTokens, keys: { GitHubUserId: 'N', Client: 'S' } });
    const indexes = { WaitingIndex: { Waiting: 'S', AnsweredAt: 'S' } } as const;
    await createTable(started, { tableName: tables.authState, keys: { StateNonce: 'S' }, indexes });
    const { KeyMetadata } = await started.kms.send(new CreateKeyCommand({}));
    keyArn = KeyMetadata?.Arn ?? '';
  });
  beforeAll(() => {
    leadBack = leadAwsTo(aws().endpoint);
    Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
  });
  afterAll(() => leadBack());

  signInTablesContract(() => keyArn);
});
