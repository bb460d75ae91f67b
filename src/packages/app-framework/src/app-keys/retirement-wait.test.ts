import { unsignedAppJwt } from '../github/app-jwt';
import { APP_TOKEN_LIFE_SECONDS, RETIREMENT_WAIT_SECONDS, secondsAfter } from './retirement-wait';

describe('the wait before a key is retired', () => {
  it('is seven minutes', () => {
    expect(RETIREMENT_WAIT_SECONDS).toBe(7 * 60);
  });

  it('knows how long tokens live that the key has signed', () => {
    const now = new Date('2026-11-21T10:00:00Z');
    const { expiresAt } = unsignedAppJwt({ appId: 7, now, jwtId: 'one' });
    expect(expiresAt).toEqual(secondsAfter(now, APP_TOKEN_LIFE_SECONDS));
  });
});
