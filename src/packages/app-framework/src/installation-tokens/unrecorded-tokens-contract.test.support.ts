import type { UnrecordedTokens } from './unrecorded-tokens-parameter';

/** What revocation relies on, for notes in memory and those in Parameter Store alike; `open` has those of a process on the same notes. */
export function unrecordedTokensContract(open: () => UnrecordedTokens): void {
  const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);
  const endOf = async (appId: number) => (await open().until(appId))?.getTime() ?? 0;

  it('tells of the last token of each App that no table knows, and of no other App', async () => {
    const [first, last] = [inMinutes(20), inMinutes(55)];
    expect(await open().until(7)).toBeUndefined();
    await open().note(7, first);
    expect(await endOf(7)).toBeGreaterThanOrEqual(first.getTime());
    expect(await endOf(7)).toBeLessThan(last.getTime());
    await open().note(7, last);
    await open().note(7, first);
    await open().note(8, first);
    expect(await endOf(7)).toBeGreaterThanOrEqual(last.getTime());
    expect(await endOf(8)).toBeLessThan(last.getTime());
    expect(await open().until(9)).toBeUndefined();
  });

  it('tells nothing of tokens that have ended', async () => {
    await open().note(10, inMinutes(-5));
    expect(await open().until(10)).toBeUndefined();
  });
}
