import { useRecoveryAws } from '../recovery/fake-aws.test.support';
import { hourTableContract } from './hour-table-contract.test.support';

describe('the ledger of the balance’s tests', () => {
  useRecoveryAws();
  hourTableContract('ledger');
});
