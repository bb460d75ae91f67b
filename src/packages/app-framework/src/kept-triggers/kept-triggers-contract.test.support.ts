import { schedule } from '../schedules/schedule';
import { pullRequest, push, type Trigger } from '../triggers/trigger';
import { type KeptTrigger, mostTriggers } from './kept-trigger';
import { byDueTimeIndex, byEventIndex, createForgottenTriggers, createKeptTriggers } from './kept-triggers-table';
import { createWrittenTriggers } from './written-triggers-table';

const remaining = () => 20_000;
let installations = 0;

/** What the table of the construct is found by. */
export const keys = { Installation: 'S', TriggerId: 'S' } as const;
export const indexes = {
  [byEventIndex]: { Installation: 'S', ForEvent: 'S' },
  [byDueTimeIndex]: { DueIn: 'S', DueAt: 'S' },
} as const;

const kept = (id: string, trigger: Trigger = push(), more: Partial<KeptTrigger> = {}): KeptTrigger => ({
  id,
  workflow: 'ci',
  trigger,
  updatedAt: new Date('2026-11-28T20:00:00.000Z'),
  ...more,
});

/** What triggers rely on, for the table of the tests and the one in DynamoDB alike, wherever signed requests lead. */
export function keptTriggersContract(tableName: string): void {
  const table = { ...createKeptTriggers({ tableName }), ...createWrittenTriggers({ tableName }) };
  let owner = { appId: 7, installationId: 0 };
  beforeEach(() => {
    installations += 1;
    owner = { appId: 7, installationId: installations };
  });
  const put = (one: KeptTrigger) => table.put(owner, one, remaining);
  const ids = (all: readonly { readonly id: string }[]) => all.map(({ id }) => id).sort();

  it('keeps a trigger as it was given, and in the place of the one with its id', async () => {
    const first = kept('nightly', push({ branches: ['main'] }), { parameters: '{"depth":3}' });
    expect(await put(first)).toBe('kept');
    expect(await table.read(owner, 'nightly', remaining)).toEqual(first);
    await put(kept('nightly', pullRequest()));
    expect(await table.ofEvent(owner, 'push', remaining)).toEqual([]);
    expect(await table.ofEvent(owner, 'pull_request', remaining)).toEqual([kept('nightly', pullRequest())]);
  });

  it('finds those of an event and an installation, and of no other', async () => {
    for (const one of [kept('b'), kept('a'), kept('c', pullRequest())]) await put(one);
    await table.put({ ...owner, appId: 8 }, kept('d'), remaining);
    await table.put({ ...owner, installationId: owner.installationId + 1_000 }, kept('e'), remaining);

    expect(ids(await table.ofEvent(owner, 'push', remaining))).toEqual(['a', 'b']);
  });

  it('forgets those of an installation one by one, and needs to read none', async () => {
    for (const one of [kept('b'), kept('a', pullRequest())]) await put(one);
    await table.put({ ...owner, appId: 8 }, kept('d'), remaining);
    const forgotten = createForgottenTriggers({ tableName });
    const all: string[] = [];
    for await (const id of forgotten.idsOf(owner, remaining)) all.push(id);
    expect(all).toEqual(['a', 'b']);
    await forgotten.forget(owner, 'a', remaining);
    expect(ids((await table.list(owner, { after: undefined, most: 9 }, remaining)).triggers)).toEqual(['b']);
  });

  it('lists them by their ids, page by page', async () => {
    for (const id of ['c', 'a', 'b']) await put(kept(id));
    const first = await table.list(owner, { after: undefined, most: 2 }, remaining);
    expect([ids(first.triggers), first.next]).toEqual([['a', 'b'], 'b']);
    const second = await table.list(owner, { after: first.next, most: 2 }, remaining);
    expect([ids(second.triggers), second.next]).toEqual([['c'], undefined]);
  });

  it('forgets one, and says which it was', async () => {
    await put(kept('a'));
    expect(await table.remove(owner, 'a', remaining)).toEqual(kept('a'));
    expect(await table.remove(owner, 'a', remaining)).toBeUndefined();
    expect(await table.read(owner, 'a', remaining)).toBeUndefined();
  });

  it('tells when a schedule is due, and no other trigger', async () => {
    const dueAt = new Date('2026-11-29T03:00:00.000Z');
    await put(kept('nightly', schedule({ rate: '1 day' }), { dueAt }));
    await put(kept('plain'));
    expect(await table.read(owner, 'nightly', remaining)).toMatchObject({ dueAt });
    expect(await table.read(owner, 'plain', remaining)).not.toHaveProperty('dueAt');
  });

  it('keeps as many as there may be, and replaces those', async () => {
    for (let number = 0; number < mostTriggers; number += 1) await put(kept(`t-${number}`));
    expect(await put(kept('one-more'))).toBe('too many');
    expect(await put(kept('t-7', pullRequest()))).toBe('kept');
    await table.remove(owner, 't-8', remaining);
    expect(await put(kept('one-more'))).toBe('kept');
  });
}
