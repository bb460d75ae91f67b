import { useRecoveryAws } from './fake-aws.test.support';
import { unfinishedDeliveryContract } from './unfinished-delivery-contract.test.support';

describe('the ledger of the recovery’s tests', () => {
  useRecoveryAws();
  unfinishedDeliveryContract('ledger');
});
