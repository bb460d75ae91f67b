import { callLocalAws, createTable } from '../aws/local-aws.test.support';
import { hourTableContract } from '../balance/hour-table-contract.test.support';
import { repeatedDeliveryContract } from '../deliveries/repeated-delivery-contract.test.support';
import { handlerLedgerContract } from '../handlers/handler-ledger-contract.test.support';
import { unfinishedDeliveryContract } from '../recovery/unfinished-delivery-contract.test.support';
import { sweepTableContract } from '../sweep/sweep-table-contract.test.support';
import { deliveryLedgerContract } from '../webhooks/delivery-ledger-contract.test.support';

const tableName = 'ledger';
// As the construct makes them.
const keys = { Delivery: 'S', Part: 'S' } as const;
const indexes = { Hour: { Hour: 'S', ReceivedAt: 'S' }, Open: { Open: 'S', ReceivedAt: 'S' } } as const;

describe('the ledger in DynamoDB', () => {
  callLocalAws((aws) => createTable(aws, { tableName, keys, indexes }));

  deliveryLedgerContract(tableName);
  handlerLedgerContract(tableName);
  repeatedDeliveryContract(tableName);
  unfinishedDeliveryContract(tableName);
  sweepTableContract(tableName);
  hourTableContract(tableName);
});
