import { createShortMemory } from './short-memory';

describe('createShortMemory', () => {
  let now = 0;
  const create = () => createShortMemory<number>({ lifetimeMilliseconds: 100, now: () => new Date(now) });

  it('recalls until the lifetime ends, and not what was forgotten', () => {
    const memory = create();
    memory.remember('a', 1);
    memory.remember('b', 2);
    memory.forget('b');
    now += 99;

    expect([memory.recall('a'), memory.recall('b')]).toEqual([1, undefined]);
    now += 1;
    expect(memory.recall('a')).toBeUndefined();
  });

  it('holds a thousand keys, and drops the oldest first', () => {
    const memory = create();
    for (let key = 0; key <= 1_000; key++) memory.remember(`${key}`, key);

    expect([memory.recall('0'), memory.recall('1'), memory.recall('1000')]).toEqual([undefined, 1, 1_000]);
  });
});
