import { deliveryLedgerContract } from './delivery-ledger-contract.test.support';
import { startFakeAws } from './fake-aws.test.support';

describe('the ledger of the receiver’s tests', () => {
  let aws: Awaited<ReturnType<typeof startFakeAws>>;
  beforeAll(async () => {
    aws = await startFakeAws();
  });
  afterAll(() => aws.stop());
  deliveryLedgerContract('ledger');
});
