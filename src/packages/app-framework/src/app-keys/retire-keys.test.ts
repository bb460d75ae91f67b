import { type MemoryKey, memoryKeys, memoryRows } from './memory-keys.test.support';
import { createKeyRetirement, type KeyRetirementCollaborators, type RetirementRequest } from './retire-keys';

const start = new Date('2026-11-21T10:00:00Z');
const minutes = (count: number) => new Date(start.getTime() + count * 60_000);
const current = { status: 'Active', state: 'Enabled', createdOn: minutes(-30), appId: 7, tableName: 'apps' };
const old = { ...current, createdOn: new Date('2026-01-01T00:00:00Z') };
const marked = { ...old, replacedBy: 'arn:current', replacedOn: minutes(-2) };

type Change = (base: KeyRetirementCollaborators) => Partial<KeyRetirementCollaborators>;

function setUp(keysInKms: Record<string, MemoryKey>, change: Change = () => ({})) {
  let time = start;
  const waits: Date[] = [];
  const { keys, records, left } = memoryKeys(() => time);
  for (const [arn, key] of Object.entries({ 'arn:current': current, ...keysInKms })) {
    left.set(arn, { ...key });
  }
  const { registrations, table } = memoryRows({ appId: 7, kmsKeyArn: 'arn:current' });
  const base: KeyRetirementCollaborators = {
    keys,
    records,
    registrations,
    findKeys: async () => [...left.keys()],
    waitUntil: async (moment) => {
      waits.push(moment);
      time = moment;
      return 'over';
    },
    now: () => time,
  };
  const retire = createKeyRetirement({ ...base, ...change(base) });
  const request: RetirementRequest = { appId: 7, urgency: 'after the wait', waitSeconds: 420, waiting: 'here' };
  return {
    keys: left,
    rows: table,
    waits,
    retire: (changes: Partial<RetirementRequest> = {}) => retire({ ...request, ...changes }),
  };
}

const fail = (message: string) => async (): Promise<never> => {
  throw new Error(message);
};

describe('createKeyRetirement', () => {
  it('waits for the rest of the time since a key was replaced, then retires it', async () => {
    const { retire, keys, waits } = setUp({ 'arn:old': marked });
    expect(await retire()).toEqual({
      appId: 7,
      currentKeyArn: 'arn:current',
      keys: [{ kmsKeyArn: 'arn:old', outcome: 'retired' }],
    });
    expect(waits).toEqual([minutes(5)]);
    expect(keys.get('arn:old')).toEqual({ ...marked, status: 'Inactive' });
    expect(keys.get('arn:current')).toEqual(current);
  });

  it('retires without a wait what was replaced long ago', async () => {
    const { retire, keys, waits } = setUp({ 'arn:old': { ...marked, replacedOn: minutes(-7) } });
    await retire();
    expect(waits).toEqual([]);
    expect(keys.get('arn:old')?.status).toBe('Inactive');
  });

  it.each<[string, MemoryKey]>([
    ['was never marked, because the import ended right after the row was written', old],
    [
      'was marked for another successor, after which the App may have come back to it',
      { ...marked, replacedBy: 'arn:x' },
    ],
    ['was marked with a date in the future', { ...marked, replacedOn: minutes(60) }],
    ['was marked without a date', { ...old, replacedBy: 'arn:current' }],
  ])('marks a key anew and waits the whole time where it %s', async (_, key) => {
    const { retire, keys, waits } = setUp({ 'arn:old': key });
    await retire();
    expect(waits).toEqual([minutes(7)]);
    expect(keys.get('arn:old')).toMatchObject({ status: 'Inactive', replacedBy: 'arn:current', replacedOn: start });
  });

  it('leaves a key usable while its wait is left, and goes on later where it was left', async () => {
    const { retire, keys } = setUp({ 'arn:old': old }, () => ({ waitUntil: async () => 'left' }));
    expect((await retire()).keys).toEqual([{ kmsKeyArn: 'arn:old', outcome: 'waiting', dueOn: minutes(7) }]);
    expect(keys.get('arn:old')).toMatchObject({ status: 'Active', replacedOn: start });
    expect((await retire({ waitSeconds: 0 })).keys).toMatchObject([{ outcome: 'retired' }]);
  });

  it('waits for nothing where the wait is left to another run, and retires what is due', async () => {
    const { retire, waits } = setUp({ 'arn:due': { ...marked, replacedOn: minutes(-8) }, 'arn:old': marked });
    expect((await retire({ waiting: 'elsewhere' })).keys).toEqual([
      { kmsKeyArn: 'arn:due', outcome: 'retired' },
      { kmsKeyArn: 'arn:old', outcome: 'waiting', dueOn: minutes(5) },
    ]);
    expect(waits).toEqual([]);
  });

  it('has several keys wait at the same time', async () => {
    const { retire, waits } = setUp({ 'arn:a': old, 'arn:b': old, 'arn:c': marked });
    expect((await retire()).keys.map(({ outcome }) => outcome)).toEqual(['retired', 'retired', 'retired']);
    expect(waits).toEqual([minutes(5), minutes(7)]);
  });

  it.each([
    ['back at this key', 'arn:old'],
    ['at a third', 'arn:third'],
  ])('retires nothing where the App was pointed %s during the wait', async (_, arn) => {
    const { retire, keys, rows } = setUp({ 'arn:old': marked }, ({ waitUntil }) => ({
      waitUntil: (moment) => {
        rows.set(7, { appId: 7, kmsKeyArn: arn });
        return waitUntil(moment);
      },
    }));
    expect((await retire()).keys).toMatchObject([{ outcome: 'waiting', reason: expect.stringContaining('meanwhile') }]);
    expect(keys.get('arn:old')?.status).toBe('Active');
  });

  it('leaves a new key alone that an import may be about to take into use', async () => {
    const underWay = { ...current, createdOn: minutes(-1) };
    const { retire, keys } = setUp({ 'arn:new': underWay });
    expect((await retire()).keys).toMatchObject([{ outcome: 'left alone', reason: expect.stringContaining('import') }]);
    expect(keys.get('arn:new')).toEqual(underWay);
  });

  it('takes an unfinished import for replaced after an hour', async () => {
    const { retire, keys } = setUp({ 'arn:new': { ...current, createdOn: minutes(-60) } });
    keys.set('arn:current', { ...current, createdOn: minutes(-90) });
    expect((await retire()).keys).toMatchObject([{ outcome: 'retired' }]);
  });

  it('leaves a key of another deployment alone, whatever is asked', async () => {
    const foreign = { ...old, tableName: 'other' };
    const { retire, keys } = setUp({ 'arn:foreign': foreign });
    expect((await retire({ urgency: 'now', deletionDays: 7 })).keys).toMatchObject([{ outcome: 'left alone' }]);
    expect(keys.get('arn:foreign')).toEqual(foreign);
  });

  it('has KMS delete what is retired, what was retired before, and what failed', async () => {
    const { retire, keys } = setUp({
      'arn:old': { ...marked, replacedOn: minutes(-8) },
      'arn:retired': { ...marked, status: 'Inactive' },
      'arn:failed': { ...old, status: 'Failed' },
      'arn:gone': { ...old, status: 'Failed', state: 'PendingDeletion', deletionDate: minutes(90) },
    });
    const outcomes = new Map((await retire({ deletionDays: 30 })).keys.map((key) => [key.kmsKeyArn, key]));
    const deletionDate = minutes(30 * 24 * 60);
    expect(outcomes.get('arn:old')).toMatchObject({ outcome: 'retired', deletionDate });
    expect(outcomes.get('arn:retired')).toMatchObject({ outcome: 'was retired', deletionDate });
    expect(outcomes.get('arn:failed')).toMatchObject({ outcome: 'was retired', deletionDate });
    expect(outcomes.get('arn:gone')).toMatchObject({ outcome: 'deletion scheduled', deletionDate: minutes(90) });
    expect(keys.get('arn:old')).toMatchObject({ status: 'Inactive', state: 'PendingDeletion' });
    expect(keys.get('arn:current')).toEqual(current);
  });

  it('has KMS delete nothing whose wait was left', async () => {
    const { retire, keys } = setUp({ 'arn:old': marked });
    await retire({ waiting: 'elsewhere', deletionDays: 7 });
    expect(keys.get('arn:old')?.state).toBe('Enabled');
  });

  it('disables keys at once in an emergency, before it tags them', async () => {
    const events: string[] = [];
    const { retire, keys, waits } = setUp(
      { 'arn:old': old, 'arn:retired': { ...marked, status: 'Inactive' } },
      ({ keys: store }) => ({
        keys: {
          ...store,
          disable: async (arn) => {
            events.push(`disabled ${arn}`);
            await store.disable(arn);
          },
          retire: async (key) => {
            events.push(`retired ${key.keyArn}`);
            await store.retire(key);
          },
        },
      }),
    );
    expect((await retire({ urgency: 'now' })).keys).toMatchObject([{ outcome: 'disabled' }, { outcome: 'disabled' }]);
    expect(waits).toEqual([]);
    expect(events).toEqual(['disabled arn:old', 'retired arn:old', 'disabled arn:retired']);
    expect(keys.get('arn:old')).toMatchObject({ state: 'Disabled', status: 'Inactive', replacedBy: 'arn:current' });
    expect(keys.get('arn:current')).toEqual(current);
  });

  it('tells of a key that could not be retired, and goes on with the others', async () => {
    const { retire, keys } = setUp({ 'arn:a': marked, 'arn:b': marked }, ({ keys: store }) => ({
      keys: { ...store, retire: (key) => (key.keyArn === 'arn:a' ? fail('denied')() : store.retire(key)) },
    }));
    expect((await retire()).keys).toEqual([
      { kmsKeyArn: 'arn:a', outcome: 'failed', reason: 'denied' },
      { kmsKeyArn: 'arn:b', outcome: 'retired' },
    ]);
    expect(keys.get('arn:b')?.status).toBe('Inactive');
  });

  it('does not wait for a key that could not be marked', async () => {
    const { retire, waits } = setUp({ 'arn:old': old }, ({ keys: store }) => ({
      keys: { ...store, markReplaced: fail('denied') },
    }));
    expect((await retire()).keys).toEqual([{ kmsKeyArn: 'arn:old', outcome: 'failed', reason: 'denied' }]);
    expect(waits).toEqual([]);
  });

  it.each<[string, MemoryKey | undefined, RegExp]>([
    ['is disabled', { ...current, state: 'Disabled' }, /is Disabled in KMS/],
    ['is being deleted', { ...current, state: 'PendingDeletion' }, /is PendingDeletion in KMS/],
    ['does not exist', undefined, /does not exist in KMS/],
  ])('refuses to retire any key while the one that the App signs with %s', async (_, key, reason) => {
    const { retire, keys } = setUp({ 'arn:old': old });
    if (key === undefined) {
      keys.delete('arn:current');
    } else {
      keys.set('arn:current', key);
    }
    await expect(retire()).rejects.toThrow(reason);
    expect(keys.get('arn:old')).toEqual(old);
  });

  it('refuses an App without a row, because nobody can say which key it needs', async () => {
    const { retire, keys, rows } = setUp({ 'arn:old': old });
    rows.clear();
    await expect(retire({ urgency: 'now' })).rejects.toThrow('Table apps has no row for App 7');
    expect(keys.get('arn:old')).toEqual(old);
  });
});

describe('a rotation that ends at any moment', () => {
  const writes = ['markReplaced', 'retire', 'scheduleDeletion'] as const;

  it.each(writes.flatMap((name) => [[name, 'before'] as const, [name, 'after'] as const]))(
    'is finished by the next run where %s is the last request, and the process ends %s it counts',
    async (name, moment) => {
      let dead = true;
      const { retire, keys } = setUp({ 'arn:old': old }, ({ keys: store }) => {
        const dying = async (run: () => Promise<unknown>) => {
          if (!dead || moment === 'after') {
            await run();
          }
          if (dead) {
            throw new Error('the process ended');
          }
        };
        return {
          keys: {
            ...store,
            ...(name === 'markReplaced' && { markReplaced: (...all) => dying(() => store.markReplaced(...all)) }),
            ...(name === 'retire' && { retire: (key) => dying(() => store.retire(key)) }),
            ...(name === 'scheduleDeletion' && {
              scheduleDeletion: async (arn, days) => {
                await dying(() => store.scheduleDeletion(arn, days));
                return undefined;
              },
            }),
          },
        };
      });
      await retire({ deletionDays: 7 });
      dead = false;
      await retire({ deletionDays: 7 });
      expect(keys.get('arn:old')).toMatchObject({ status: 'Inactive', state: 'PendingDeletion' });
      expect(keys.get('arn:current')).toEqual(current);
    },
  );
});
