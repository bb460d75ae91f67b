import { useCountedLines } from '../metrics/counted-lines.test.support';
import { useVault } from './fake-vault.test.support';
import { ample, app, createPairs, createRotatingGitHub, userId } from './pairs-world.test.support';

const hour = 3_600_000;
const wanted = { app, userId, ...ample };

describe('what is counted of refreshed pairs', () => {
  useVault();
  const { counted } = useCountedLines();

  it('is one where GitHub gave the next, and none where a pair lives', async () => {
    const pairs = createPairs(createRotatingGitHub());
    await pairs.signIn();
    await pairs.freshPair(wanted);
    expect(counted()).toEqual([]);
    pairs.pass(9 * hour);
    await pairs.freshPair(wanted);
    expect(counted()).toEqual([['UserTokenRefreshed', 1]]);
  });

  it.each([
    ['is not there', { kind: 'unavailable', message: 'away' }],
    ['refuses it', { kind: 'refused', error: 'bad_refresh_token', description: 'no' }],
    ['refuses the App', { kind: 'refused', error: 'incorrect_client_credentials', description: 'no' }],
  ] as const)('is a failure where GitHub %s', async (_what, outcome) => {
    const gitHub = createRotatingGitHub();
    gitHub.answer(async () => outcome);
    const pairs = createPairs(gitHub);
    await pairs.signIn();
    pairs.pass(9 * hour);
    await pairs.freshPair(wanted).catch(() => undefined);
    expect(counted()).toEqual([['UserTokenRefreshFailed', 1]]);
  });
});
