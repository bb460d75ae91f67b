import type { DataKeys } from './data-keys';

const today = '2026-11-01';

/** What seals rely on, for keys in memory and those of KMS alike. `open` has the keys of a process that started on a day, on the same table. */
export function dataKeysContract(open: (day: string) => DataKeys): void {
  it('are one a day, however many processes make it at once', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => open(today).current()));
    expect(new Set(made.map(({ key }) => key.export().toString('hex'))).size).toBe(1);
    expect(made.map(({ epoch }) => epoch)).toEqual(made.map(() => today));
    const next = await open('2026-11-02').current();
    expect(next.key.equals((await open(today).current()).key)).toBe(false);
  });

  it('are found by processes that come later, also on another day, and not made by who only looks', async () => {
    const { key } = await open(today).current();
    for (const day of [today, '2026-11-02']) expect((await open(day).find(today))?.key.equals(key)).toBe(true);
    for (const absent of ['2026-10-31', '', 'datakey', `${today}T12:00`]) {
      expect(await open(today).find(absent)).toBeUndefined();
      expect(await open(today).find(absent)).toBeUndefined();
    }
  });
}
