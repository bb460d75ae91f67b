import { type Check, examine } from './examine';
import { createTimeOfLooks } from './time-of-looks';

const never: Check<string> = { name: 'hangs', about: 'it answers', look: () => new Promise(() => undefined) };
const slow: Check<string> = {
  name: 'slow',
  about: 'it answers late',
  look: (patient) => new Promise((resolve) => setTimeout(() => resolve({ note: patient }), 4_000)),
};

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('the time of looks', () => {
  it('is left for a second App, and for the deployment, where all looks at the first hang', async () => {
    const end = Date.now() + 180_000;
    const inTime = createTimeOfLooks({ looks: 14 + 14 + 5, remainingMilliseconds: () => end - Date.now() });
    const hung = examine(inTime(Array.from({ length: 14 }, () => never)), 'hangs').then(async (results) => ({
      first: results.map(({ state }) => state),
      second: (await examine(inTime(Array.from({ length: 14 }, () => slow)), 'second')).map(({ state }) => state),
      last: (await examine(inTime(Array.from({ length: 5 }, () => slow)), 'last')).map(({ state }) => state),
    }));
    await jest.advanceTimersByTimeAsync(180_000);
    expect(await hung).toEqual({
      first: Array.from({ length: 14 }, () => 'unknown'),
      second: Array.from({ length: 14 }, () => 'fine'),
      last: Array.from({ length: 5 }, () => 'fine'),
    });
  });
});
