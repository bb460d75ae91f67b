import { revokeReport } from './revoke-report';
import { type RevokeAnswer, revokeInRounds } from './revoke-rounds';

const answer = (revoked: number, failed: number, unknown = 0): RevokeAnswer => ({
  revoked,
  failed,
  unknown,
  suspended: 0,
});

function arrange(...answers: RevokeAnswer[]) {
  const lines: string[] = [];
  let asked = 0;
  const ask = async () => {
    asked += 1;
    return answers[asked - 1] ?? answer(0, 0);
  };
  return { ask, lines, progress: (line: string) => lines.push(line), asked: () => asked };
}

describe('revokeInRounds', () => {
  it('asks once where nothing is left', async () => {
    const { asked, lines, ...run } = arrange(answer(3, 0));

    expect(await revokeInRounds({ ...run, rounds: 'while it helps' })).toEqual(answer(3, 0));
    expect(asked()).toBe(1);
    expect(lines).toEqual([]);
  });

  it('goes on as long as it gets further, and says how far', async () => {
    const { asked, lines, ...run } = arrange(answer(5, 9), answer(7, 2), answer(2, 0, 1));

    expect(await revokeInRounds({ ...run, rounds: 'while it helps' })).toEqual(answer(14, 0, 1));
    expect(asked()).toBe(3);
    expect(lines).toEqual(['5 revoked, 9 left.', '12 revoked, 2 left.']);
  });

  it('ends where nothing moves any more', async () => {
    const { asked, lines: _lines, ...run } = arrange(answer(1, 2), answer(0, 2));

    expect(await revokeInRounds({ ...run, rounds: 'while it helps' })).toEqual(answer(1, 2));
    expect(asked()).toBe(2);
  });

  it('asks once where that suspends', async () => {
    const { asked, lines: _lines, ...run } = arrange(answer(5, 9));

    await revokeInRounds({ ...run, rounds: 'one' });
    expect(asked()).toBe(1);
  });
});

describe('revokeReport', () => {
  it('ends well where all are revoked', () => {
    expect(revokeReport({ appId: 7 }, answer(2, 0))).toMatchObject({
      exitCode: 0,
      json: { appId: 7, revoked: 2, failed: 0, unknown: 0, suspended: 0 },
    });
  });

  it('ends partly done, and says what to do, where some may live on', () => {
    const { exitCode, text } = revokeReport({ appId: 7 }, answer(2, 1, 3));
    expect(exitCode).toBe(6);
    expect(text).toMatch(/1 may still be usable.*again.*3 cannot be read.*--suspend stops them/s);
  });

  it('says that a suspended installation needs nothing more', () => {
    const { text } = revokeReport({ appId: 7, suspend: true }, { ...answer(0, 1), suspended: 1 });
    expect(text).toMatch(/Suspended +1/);
    expect(text).toContain('of no use while');
  });
});
