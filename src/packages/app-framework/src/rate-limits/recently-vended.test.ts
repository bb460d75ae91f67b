import type { DamagedToken, LiveToken } from '../installation-tokens/live-token-table';
import type { SecretContent } from '../installation-tokens/token-seal';
import { createRecentlyVended } from './recently-vended';
import type { RecentToken } from './track-rate-limits';

const minute = 60_000;
const now = Date.parse('2026-11-01T12:00:00Z');

/** A token minted so many minutes ago; they live an hour. */
function live({ age, isShared, ...rest }: { age: number; isShared: boolean } & Partial<LiveToken>): LiveToken {
  const mintedAt = now - age * minute;
  return {
    key: `own#${age}`,
    appId: 7,
    installationId: 99,
    sharer: 'someone',
    mintedAt,
    expiresAt: mintedAt + 60 * minute,
    tokenHash: 'hash',
    ciphertext: new Uint8Array([age]),
    epoch: '2026-11-01',
    ...(isShared && { slotKey: 'token#1' }),
    ...rest,
  };
}

function given(rows: Readonly<Record<number, readonly (LiveToken | DamagedToken)[] | Error>>) {
  const asked: number[] = [];
  const recentlyVended = createRecentlyVended({
    appTable: { listAppIds: async () => Object.keys(rows).map(Number) },
    live: {
      async *find({ appId }, endsAfter) {
        asked.push(appId);
        const found = rows[appId] ?? [];
        if (found instanceof Error) throw found;
        yield found.filter((row) => 'isDamaged' in row || row.expiresAt > endsAfter);
      },
    },
    seal: {
      open: async (_record, { ciphertext }): Promise<SecretContent | undefined> => {
        const [age = 0] = ciphertext;
        return age === 1 ? undefined : { token: `token-${age}`, host: 'https://api.github.com', scope: {} };
      },
    },
    now: () => new Date(now),
  });
  return { recentlyVended, asked };
}

async function tokensOf(source: AsyncIterable<RecentToken>): Promise<string[]> {
  const tokens: string[] = [];
  for await (const { token } of source) tokens.push(token);
  return tokens;
}

describe('createRecentlyVended', () => {
  it('answers the token, whose it is and where it counts', async () => {
    const { recentlyVended } = given({ 7: [live({ age: 2, isShared: false })] });
    const { value } = await recentlyVended().next();
    expect(value).toEqual({ appId: 7, installationId: 99, token: 'token-2', gitHubApiUrl: 'https://api.github.com' });
  });

  it('takes one’s own tokens for ten minutes, and shared ones as long as they can have been handed out in the last ten', async () => {
    const own = [2, 10, 11, 40].map((age) => live({ age, isShared: false }));
    const shared = [3, 30, 54, 55, 59].map((age) => live({ age, isShared: true }));
    const { recentlyVended } = given({ 7: [...own, ...shared] });
    expect(await tokensOf(recentlyVended())).toEqual(['token-2', 'token-10', 'token-3', 'token-30', 'token-54']);
  });

  it('passes over what cannot be read or opened', async () => {
    const rows = [
      { key: 'own#x', isDamaged: true as const },
      live({ age: 1, isShared: true }),
      live({ age: 2, isShared: true }),
    ];
    const { recentlyVended } = given({ 7: rows });
    expect(await tokensOf(recentlyVended())).toEqual(['token-2']);
  });

  it('answers the tokens of all other Apps before it fails for one', async () => {
    const { recentlyVended, asked } = given({
      7: [live({ age: 2, isShared: true })],
      8: new Error('throttled'),
      9: [live({ age: 3, isShared: true })],
    });
    const tokens: string[] = [];
    const read = async () => {
      for await (const { token } of recentlyVended()) tokens.push(token);
    };
    await expect(read()).rejects.toThrow('throttled');
    expect([tokens, asked]).toEqual([
      ['token-2', 'token-3'],
      [7, 8, 9],
    ]);
  });
});
