import { callLocalAws } from '../aws/local-aws.test.support';
import { addressSetContract } from './address-set-contract.test.support';

describe('sets of addresses in WAF', () => {
  callLocalAws();
  addressSetContract();
});
