import { deviceFlow } from './device-flow';

type Answer = { kind: 'refused'; error: string; description: string } | { kind: 'unavailable'; message: string };
const refused = (error: string): Answer => ({ kind: 'refused', error, description: '' });

function flow(answers: readonly (Answer | 'granted')[], { expiresInSeconds = 900 } = {}) {
  let time = 0;
  const pauses: number[] = [];
  const shown: object[] = [];
  const queue = [...answers];
  const device = { deviceCode: 'd', userCode: 'ABCD-1234', verificationUri: 'https://github.com/login/device' };
  const running = deviceFlow(
    { apiUrl: 'https://api.github.com', clientId: 'Iv1' },
    {
      oauth: {
        startDevice: async () => ({ kind: 'started', device: { ...device, expiresInSeconds, intervalSeconds: 5 } }),
        deviceToken: async () => {
          const answer = queue.shift() ?? refused('authorization_pending');
          return answer === 'granted' ? { kind: 'granted', grant: { accessToken: 'ghu_1', scope: '' } } : answer;
        },
      },
      now: () => time,
      pause: async (milliseconds) => {
        pauses.push(milliseconds);
        time += milliseconds;
      },
      show: (one) => shown.push(one),
      tell: () => {},
    },
  );
  return { running, pauses, shown };
}

describe('deviceFlow', () => {
  it('shows link and code, and asks no sooner than GitHub wants, with a margin', async () => {
    const { running, pauses, shown } = flow([refused('authorization_pending'), 'granted']);
    expect(await running).toMatchObject({ accessToken: 'ghu_1' });
    expect(shown).toEqual([{ url: 'https://github.com/login/device', code: 'ABCD-1234' }]);
    expect(pauses).toEqual([6_000, 6_000]);
  });

  it('asks five seconds slower for good, each time that GitHub says so', async () => {
    const slow = refused('slow_down');
    const { running, pauses } = flow([slow, refused('authorization_pending'), slow, 'granted']);
    await running;
    expect(pauses).toEqual([6_000, 11_000, 11_000, 16_000]);
  });

  it('goes on after silence', async () => {
    const { running } = flow([{ kind: 'unavailable', message: '502' }, 'granted']);
    expect(await running).toMatchObject({ accessToken: 'ghu_1' });
  });

  it.each([
    ['access_denied', 'said no'],
    ['expired_token', 'not entered in time'],
    ['device_flow_disabled', 'Enable Device Flow'],
    ['unsupported_grant_type', 'unsupported_grant_type'],
  ])('ends with %s', async (error, said) => {
    await expect(flow([refused(error)]).running).rejects.toThrow(said);
  });

  it('ends when the code is over, whatever GitHub says', async () => {
    await expect(flow([], { expiresInSeconds: 20 }).running).rejects.toThrow('not entered in time');
  });
});
