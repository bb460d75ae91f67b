import { createSecretSource, secretLifetimeMilliseconds } from './secret-source';

const remaining = () => 1_000;

/** A source whose clock and stored text the test sets. */
function arrange() {
  const state = { at: 0, stored: 'a', reads: 0, isDown: false };
  const source = createSecretSource({
    now: () => new Date(state.at),
    read: async () => {
      state.reads += 1;
      if (state.isDown) throw new Error('down');
      return state.stored;
    },
  });
  const values = async () => (await source.current(remaining)).secrets.map(({ value }) => value);
  return { state, source, values };
}

describe('createSecretSource', () => {
  it('reads once for all who ask at once, and again when it is old', async () => {
    const { state, values } = arrange();
    expect(await Promise.all([values(), values(), values()])).toEqual([['a'], ['a'], ['a']]);
    state.stored = 'b';
    state.at = secretLifetimeMilliseconds - 1;
    expect(await values()).toEqual(['a']);
    expect(state.reads).toBe(1);
    state.at = secretLifetimeMilliseconds;
    expect(await values()).toEqual(['b']);
  });

  it('reads again for an unknown signature, at most once in 10 seconds', async () => {
    const { state, source, values } = arrange();
    await values();
    state.at = 9_999;
    expect(await source.renewed(remaining)).toBeUndefined();
    state.at = 10_000;
    state.stored = 'b';
    expect(await source.renewed(remaining)).toMatchObject({ secrets: [{ value: 'b' }] });
    expect(await values()).toEqual(['b']);
    for (let tries = 0; tries < 100; tries += 1) expect(await source.renewed(remaining)).toBeUndefined();
    expect(state.reads).toBe(2);
  });

  it('leaves time for what follows where known secrets serve, and waits longer for unknown ones', async () => {
    const state = { at: 0 };
    const given: number[] = [];
    const read = async (left: () => number) => {
      given.push(left());
      return 'a';
    };
    const source = createSecretSource({ read, now: () => new Date(state.at) });
    await source.current(() => 8_000);
    state.at = secretLifetimeMilliseconds;
    await source.current(() => 8_000);
    state.at += 10_000;
    await source.renewed(() => 8_000);
    expect(given).toEqual([8_000, 2_000, 8_000]);
  });

  it('asks a service that fails at most once in 10 seconds, and serves what it knows meanwhile', async () => {
    const { state, source, values } = arrange();
    await values();
    state.isDown = true;
    state.at = secretLifetimeMilliseconds;
    for (let tries = 0; tries < 100; tries += 1) expect(await values()).toEqual(['a']);
    expect(state.reads).toBe(2);
    expect(await source.renewed(remaining)).toBeUndefined();
    state.at += 10_000;
    await expect(source.renewed(remaining)).rejects.toThrow('down');
    expect(await source.renewed(remaining)).toBeUndefined();
    expect(state.reads).toBe(3);
    state.isDown = false;
    state.at += 10_000;
    state.stored = 'b';
    expect(await values()).toEqual(['b']);
  });

  it('fails while nothing was ever read, and tries each time', async () => {
    const { state, values } = arrange();
    state.isDown = true;
    await expect(values()).rejects.toThrow('down');
    state.isDown = false;
    expect(await values()).toEqual(['a']);
  });
});
