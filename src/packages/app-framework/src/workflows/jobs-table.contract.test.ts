import { callLocalAws, createTable } from '../aws/local-aws.test.support';
import { indexes, jobsContract } from './jobs-contract.test.support';

describe('the Jobs table in DynamoDB', () => {
  callLocalAws((aws) => createTable(aws, { tableName: 'jobs', keys: { JobId: 'S' }, indexes }));
  jobsContract('jobs');
});
