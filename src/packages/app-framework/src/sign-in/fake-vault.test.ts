import { useVault } from '../user-tokens/fake-vault.test.support';
import { signInTablesContract } from './sign-in-tables-contract.test.support';

describe('the tables and the key of the tests of sign-in', () => {
  useVault();
  signInTablesContract(() => 'arn:key');
});
