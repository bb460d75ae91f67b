import { useFakeAws } from './fake-aws.test.support';
import { handlerLedgerContract } from './handler-ledger-contract.test.support';

describe('the ledger of the handlers’ tests', () => {
  useFakeAws();
  handlerLedgerContract('ledger');
});
