import { callLocalAws, createTable } from '../aws/local-aws.test.support';
import { indexes, keptTriggersContract, keys } from './kept-triggers-contract.test.support';

describe('the triggers table in DynamoDB', () => {
  callLocalAws((aws) => createTable(aws, { tableName: 'triggers', keys, indexes }));
  keptTriggersContract('triggers');
});
