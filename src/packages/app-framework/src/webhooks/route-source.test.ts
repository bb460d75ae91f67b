import { createRouteSource } from './route-source';

const remaining = () => 1_000;
const routing = (name: string) => ({ routes: [{ name, events: ['issues'] }], apps: [], repositories: [] });

describe('createRouteSource', () => {
  it('keeps what it read for a minute, and serves it on where a new one cannot be read', async () => {
    const state = { at: 0, name: 'a', reads: 0 };
    const source = createRouteSource({
      now: () => new Date(state.at),
      read: async () => {
        state.reads += 1;
        if (state.name === '') throw new Error('down');
        return routing(state.name);
      },
    });
    const current = () => source.current(remaining);
    expect(await Promise.all([current(), current()])).toEqual([routing('a'), routing('a')]);
    state.name = 'b';
    state.at = 59_999;
    expect(await current()).toEqual(routing('a'));
    expect(state.reads).toBe(1);
    state.at = 60_000;
    expect(await current()).toEqual(routing('b'));
    state.name = '';
    state.at = 120_000;
    expect(await current()).toEqual(routing('b'));
  });

  it('leaves time for what follows where an old one serves', async () => {
    const state = { at: 0 };
    const given: number[] = [];
    const source = createRouteSource({
      now: () => new Date(state.at),
      read: async (left) => {
        given.push(left());
        return routing('a');
      },
    });
    for (const milliseconds of [8_000, 8_000, 1_500]) {
      await source.current(() => milliseconds);
      state.at += 60_000;
    }
    expect(given).toEqual([8_000, 2_000, 1_500]);
  });

  it('fails where it was never read', async () => {
    const source = createRouteSource({ read: () => Promise.reject(new Error('down')) });
    await expect(source.current(remaining)).rejects.toThrow('down');
  });
});
