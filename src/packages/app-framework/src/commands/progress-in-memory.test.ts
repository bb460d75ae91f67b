import { useFakeAws } from '../handlers/fake-aws.test.support';
import { progressContract } from './progress-contract.test.support';

describe('the table of the tests of commands', () => {
  useFakeAws();
  progressContract('ledger');
});
