import { useRecoveryAws } from '../recovery/fake-aws.test.support';
import { sweepTableContract } from './sweep-table-contract.test.support';

describe('the ledger of the sweep’s tests', () => {
  useRecoveryAws();
  sweepTableContract('ledger');
});
