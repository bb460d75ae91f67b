import { createFakePlace } from './fake-sync-place.test.support';
import { syncPlaceContract } from './sync-place-contract.test.support';

describe('the place of the sync in memory', () => {
  const place = createFakePlace();
  syncPlaceContract(() => place);
});
