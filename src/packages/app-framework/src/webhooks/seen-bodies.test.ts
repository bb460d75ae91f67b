import { createSeenBodies } from './seen-bodies';

describe('createSeenBodies', () => {
  it('tells the delivery that a body came with before, and nothing of the same one', () => {
    const seenBefore = createSeenBodies();
    expect(seenBefore('body', 'first')).toBeUndefined();
    expect(seenBefore('body', 'first')).toBeUndefined();
    expect(seenBefore('another body', 'second')).toBeUndefined();
    expect(seenBefore('body', 'second')).toBe('first');
    expect(seenBefore('body', 'third')).toBe('first');
  });

  it('remembers the last 20,000', () => {
    const seenBefore = createSeenBodies();
    for (let number = 0; number < 20_001; number += 1) seenBefore(`body ${number}`, `delivery ${number}`);
    expect(seenBefore('body 1', 'again')).toBe('delivery 1');
    expect(seenBefore('body 0', 'again')).toBeUndefined();
  });
});
