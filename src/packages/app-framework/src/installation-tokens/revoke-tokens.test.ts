import { createFakeDataKeys, createFakeTokenTable } from './fake-token-table.test.support';
import { createTokenRevocation } from './revoke-tokens';

const now = new Date('2026-11-01T12:00:00Z');
const holder = { appId: 7 };

async function arrange() {
  const store = createFakeTokenTable();
  const { seal } = createFakeDataKeys(() => now);
  const gitHub = { underWay: 0, most: 0, asked: [] as string[], onAsk: async () => {} };
  const keep = async (token: string): Promise<void> => {
    const record = {
      key: `live#${token}`,
      ...holder,
      installationId: 71,
      sharer: 'caller',
      mintedAt: now.getTime() - 60_000,
      expiresAt: now.getTime() + 60_000,
    };
    const sealed = await seal.seal(record, { token, host: 'https://api.github.com', scope: {} });
    store.live.set(record.key, { ...record, ...sealed, tokenHash: token });
  };
  const revokeTokens = createTokenRevocation({
    live: store.liveTokens,
    slots: store.table,
    seal,
    atGitHub: {
      now: () => now,
      revoke: async ({ token }) => {
        gitHub.asked.push(token);
        gitHub.underWay += 1;
        gitHub.most = Math.max(gitHub.most, gitHub.underWay);
        await new Promise((resolve) => setImmediate(resolve));
        await gitHub.onAsk();
        gitHub.underWay -= 1;
        return { kind: 'answered', status: 204, data: undefined };
      },
    },
  });
  return { revoke: () => revokeTokens({ holder, remainingMilliseconds: () => 300_000 }), keep, gitHub, store };
}

describe('createTokenRevocation', () => {
  it('has ten under way at a time and no more', async () => {
    const { revoke, keep, gitHub } = await arrange();
    for (let index = 0; index < 40; index += 1) await keep(`token ${index}`);

    expect(await revoke()).toEqual({ revoked: 40, failed: 0, unknown: 0 });
    expect(gitHub.most).toBe(10);
  });

  it('revokes what is minted meanwhile, too', async () => {
    const { revoke, keep, gitHub } = await arrange();
    await keep('first');
    gitHub.onAsk = async () => {
      if (gitHub.asked.length === 1) await keep('second');
    };

    expect(await revoke()).toMatchObject({ revoked: 2 });
    expect(gitHub.asked).toEqual(['first', 'second']);
  });

  it('ends though there is always another one', async () => {
    const { revoke, keep, gitHub } = await arrange();
    await keep('0');
    gitHub.onAsk = () => keep(String(gitHub.asked.length));

    expect(await revoke()).toMatchObject({ revoked: 3 });
  });
});
