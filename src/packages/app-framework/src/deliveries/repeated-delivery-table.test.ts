import { useFakeAws } from '../handlers/fake-aws.test.support';
import { repeatedDeliveryContract } from './repeated-delivery-contract.test.support';

describe('the ledger of the tests of redriving', () => {
  useFakeAws();
  repeatedDeliveryContract('ledger');
});
