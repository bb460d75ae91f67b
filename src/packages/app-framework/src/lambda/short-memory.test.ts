import { createShortMemory } from './short-memory';

describe('createShortMemory', () => {
  let now = new Date('2026-11-01T12:00:00Z');
  const memory = () => createShortMemory<number>({ lifetimeMilliseconds: 1_000, now: () => now });

  it('remembers until the lifetime is over', () => {
    const { remember, recall } = memory();
    remember('a', 1);
    now = new Date(now.getTime() + 999);
    expect(recall('a')).toBe(1);
    now = new Date(now.getTime() + 1);
    expect(recall('a')).toBeUndefined();
  });

  it('forgets on request', () => {
    const { remember, recall, forget } = memory();
    remember('a', 1);
    forget('a');
    expect(recall('a')).toBeUndefined();
  });

  it('holds a thousand entries, and lets the oldest go', () => {
    const { remember, recall } = memory();
    for (let index = 0; index <= 1_000; index += 1) remember(`key ${index}`, index);
    expect(recall('key 0')).toBeUndefined();
    expect(recall('key 1')).toBe(1);
    expect(recall('key 1000')).toBe(1_000);
  });
});
