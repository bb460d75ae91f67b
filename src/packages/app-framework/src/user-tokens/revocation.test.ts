import type { Revocation } from '../github/oauth';
import type { EventContext } from '../handlers/serve-events';
import { useVault } from './fake-vault.test.support';
import { createFollowRevocation } from './follow-revocation';
import { ample, app, createPairs, createRotatingGitHub, tables, userId, whose } from './pairs-world.test.support';
import { createRevokeUser } from './revoke-user';

const hour = 3_600_000;

function given() {
  const gitHub = createRotatingGitHub();
  const pairs = createPairs(gitHub);
  const ended: string[] = [];
  let answers: Revocation[] = [];
  const revokeUser = createRevokeUser({
    ...pairs,
    apps: [app],
    secretOf: async () => 'client-secret',
    oauth: {
      async revokeGrant({ clientSecret }, token) {
        ended.push(`${token} by ${clientSecret}`);
        return answers.shift() ?? { kind: 'revoked' };
      },
    },
  });
  return {
    gitHub,
    pairs,
    ended,
    /** What GitHub answers in turn. */
    answer: (...by: Revocation[]) => {
      answers = by;
    },
    revoke: async (input: object = { userId }) => (await revokeUser(input, ample.remainingMilliseconds)).revocations,
  };
}

describe('createRevokeUser', () => {
  const vault = useVault();
  const rows = () => vault().rows(tables.userTokens);

  it('ends the grant at GitHub, then the row', async () => {
    const { pairs, ended, revoke } = given();
    await pairs.signIn();
    expect(await revoke()).toEqual([{ appId: 7, clientId: 'Iv23li7', host: app.host, outcome: 'revoked' }]);
    expect([ended, rows()]).toEqual([['ghu_1 by client-secret'], []]);
    expect(await revoke()).toMatchObject([{ outcome: 'not signed in' }]);
  });

  it('refreshes first, for GitHub takes no token that is over', async () => {
    const { pairs, ended, revoke } = given();
    await pairs.signIn();
    pairs.pass(9 * hour);
    expect(await revoke()).toMatchObject([{ outcome: 'revoked' }]);
    expect(ended).toEqual(['ghu_2 by client-secret']);
  });

  it.each<Revocation>([
    { kind: 'unavailable', message: 'GitHub was asked and it answered 502.' },
    { kind: 'refused', error: '401', description: 'Bad credentials' },
  ])('keeps the row where GitHub does not confirm it: $kind', async (said) => {
    const { pairs, answer, revoke } = given();
    await pairs.signIn();
    answer(said);
    expect(await revoke()).toMatchObject([{ outcome: 'failed', reason: expect.any(String) }]);
    expect(rows()).toHaveLength(1);
  });

  it('asks again where GitHub does not know yet what it made a moment ago', async () => {
    const { pairs, ended, answer, revoke } = given();
    await pairs.signIn();
    answer({ kind: 'unknown' }, { kind: 'unknown' }, { kind: 'revoked' });
    expect(await revoke()).toMatchObject([{ outcome: 'revoked' }]);
    expect([ended.length, rows()]).toEqual([3, []]);
  });

  it('takes away a pair that GitHub knows no more', async () => {
    const { pairs, ended, answer, revoke } = given();
    await pairs.signIn();
    pairs.pass(10_000);
    answer({ kind: 'unknown' });
    expect(await revoke()).toMatchObject([{ outcome: 'ended' }]);
    expect([ended.length, rows()]).toEqual([1, []]);
  });

  it('takes away a pair that GitHub takes no more', async () => {
    const { pairs, gitHub, ended, revoke } = given();
    await pairs.signIn();
    gitHub.next();
    pairs.pass(9 * hour);
    expect(await revoke()).toMatchObject([{ outcome: 'ended' }]);
    expect([ended, rows()]).toEqual([[], []]);
  });

  it('says of a pair that it cannot open that GitHub was not told', async () => {
    const { pairs, revoke } = given();
    await pairs.signIn();
    vault().change(tables.userTokens, (row) => ({ ...row, EncryptedAccessToken: { S: 'plain' } }));
    expect(await revoke()).toMatchObject([{ outcome: 'failed', reason: expect.stringContaining('settings') }]);
  });

  it('is for one App where that is said, and for a person always', async () => {
    const { revoke } = given();
    expect(await revoke({ userId, clientId: 'other' })).toEqual([]);
    await expect(revoke({})).rejects.toThrow('userId');
  });
});

describe('createFollowRevocation', () => {
  useVault();

  async function follow(change: {
    receivedAt?: number;
    answer?: 'token' | 'sign in';
    action?: string;
    appId?: number;
  }) {
    const gitHub = createRotatingGitHub();
    const pairs = createPairs(gitHub);
    const { version } = await pairs.signIn();
    const asked: unknown[] = [];
    const { receivedAt = pairs.now().getTime() + 1_000, answer = 'sign in', action = 'revoked', appId = 7 } = change;
    const run = createFollowRevocation({
      apps: [app],
      table: pairs.table,
      ask: async (request) => {
        asked.push(request);
        return answer === 'token' ? { token: 'ghu_1', version } : { signInUrl: 'https://api.example.com/' };
      },
    });
    const received_at = new Date(receivedAt).toISOString();
    const whom = { sender: { id: userId, login: 'ada' }, host: app.host, app_id: appId };
    const delivery = { ...whom, delivery_key: 'd1', received_at, action };
    await run({ delivery, payload: {}, logger: { info: () => {} }, ...ample } as unknown as EventContext);
    return { asked, kept: (await pairs.table.read(whose, ample)) !== undefined, version };
  }

  it('takes the pair away that GitHub takes no more', async () => {
    const { asked, kept, version } = await follow({});
    expect(kept).toBe(false);
    expect(asked).toEqual([{ host: app.host, appId: 7, deliveryKey: 'd1', userId, version }]);
  });

  it('leaves a pair alone that was kept after the event came', async () => {
    expect(await follow({ receivedAt: 0 })).toMatchObject({ kept: true, asked: [] });
  });

  it('leaves a pair alone that GitHub takes: the event was late', async () => {
    expect(await follow({ answer: 'token' })).toMatchObject({ kept: true });
  });

  it.each([{ action: 'other' }, { appId: 8 }])('does nothing for %j', async (change) => {
    expect(await follow(change)).toMatchObject({ kept: true, asked: [] });
  });
});
