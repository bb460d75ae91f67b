import { callLocalAws, createTable } from '../aws/local-aws.test.support';
import { progressContract } from './progress-contract.test.support';

describe('the progress of commands in DynamoDB', () => {
  const keys = { Delivery: 'S', Part: 'S' } as const;
  callLocalAws((aws) => createTable(aws, { tableName: 'progress', keys }));
  progressContract('progress');
});
