import { jsonCall } from '../aws/json-call';
import { callLocalAws } from '../aws/local-aws.test.support';
import { syncPlaceContract } from '../installation-sync/sync-place-contract.test.support';
import { createSyncPlaceParameter } from '../installation-sync/sync-place-parameter';
import { unrecordedTokensContract } from '../installation-tokens/unrecorded-tokens-contract.test.support';
import { createUnrecordedTokens } from '../installation-tokens/unrecorded-tokens-parameter';

// A loaded machine answers slowly.
const options = { timeoutMilliseconds: 20_000 };

describe('parameters of a deployment in Parameter Store', () => {
  callLocalAws();
  // As the construct makes them.
  beforeAll(async () => {
    for (const Name of ['/place', '/unrecorded']) {
      const input = { Name, Value: '{}', Type: 'String' };
      const made = await jsonCall({ service: 'ssm', target: 'AmazonSSM.PutParameter', input, ...options });
      expect(made).toMatchObject({ status: 200 });
    }
  });

  describe('the place of the sync', () => syncPlaceContract(() => createSyncPlaceParameter('/place', options)));
  describe('notes of unrecorded tokens', () =>
    unrecordedTokensContract(() => createUnrecordedTokens('/unrecorded', options)));
});
