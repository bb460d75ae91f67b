import fc from 'fast-check';
import { createFakePlace } from './fake-sync-place.test.support';
import { inTurn, keepingPlace } from './sync-place';

let now: Date;
let logged: string[];
beforeEach(() => {
  now = new Date('2026-11-01T12:00:00Z');
  logged = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => logged.push(String(line)) > 0);
});
afterEach(() => jest.restoreAllMocks());

const pass = (milliseconds: number) => {
  now = new Date(now.getTime() + milliseconds);
};

describe('inTurn', () => {
  it('names every App once, in a rising circle that starts at the one to begin with', () => {
    expect(inTurn([30, 10, 20], undefined)).toEqual([10, 20, 30]);
    expect(inTurn([30, 10, 20], 20)).toEqual([20, 30, 10]);
    const appIds = fc.uniqueArray(fc.integer({ min: 1 }));
    fc.assert(
      fc.property(appIds, fc.option(fc.integer(), { nil: undefined }), (ids, begin) => {
        expect(inTurn(ids, begin).sort((a, b) => a - b)).toEqual([...ids].sort((a, b) => a - b));
      }),
    );
  });

  it('starts at the next App where that one is gone, and at the first where there is no next', () => {
    expect(inTurn([10, 20, 30], 15)).toEqual([20, 30, 10]);
    expect(inTurn([10, 20, 30], 31)).toEqual([10, 20, 30]);
  });
});

describe('keepingPlace', () => {
  it('keeps the first App that is left once a minute, for the case that the run dies', async () => {
    const kept = createFakePlace();
    const place = await keepingPlace(kept, () => now);
    pass(59_000);
    await place.reach(new Set([2, 3]));
    expect(kept.writes).toEqual([]);
    pass(1_000);
    await place.reach(new Set([2, 3]));
    await place.reach(new Set([3]));
    expect(kept.writes).toEqual([2]);
  });

  it('forgets the place at the end of a run that came around', async () => {
    const kept = createFakePlace(7);
    const place = await keepingPlace(kept, () => now);
    expect(place.begin).toBe(7);
    await place.end(new Set());
    expect(kept.kept).toBeUndefined();
  });

  it('begins anywhere, and says so in the log, where the place can neither be read nor kept', async () => {
    const broken = {
      read: () => Promise.reject(new Error('silent')),
      write: () => Promise.reject(new Error('silent')),
    };
    const place = await keepingPlace(broken, () => now);
    expect(place.begin).toBeUndefined();
    await place.end(new Set([1]));
    expect(logged.map((line) => JSON.parse(line).event)).toEqual([
      'place of the last sync was not read',
      'place of the sync was not kept',
    ]);
  });
});
