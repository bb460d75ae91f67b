import { useFakeAws } from '../aws/aws-environment.test.support';
import { addressSetContract } from './address-set-contract.test.support';
import { fakeWaf } from './fake-waf.test.support';

describe('sets of addresses in memory', () => {
  const aws = useFakeAws();
  beforeEach(() => {
    fakeWaf(aws());
  });
  addressSetContract();
});
