import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { readCaller } from '../api/caller';
import { givenLoggedLines } from '../lambda/logged-lines.test.support';
import { createCeilingRecords, openCallerCeilings } from './open-ceilings';

function arrange(read: (name: string) => Promise<string | undefined>) {
  let now = new Date('2026-11-01T12:00:00Z');
  const reads: string[] = [];
  const readRecord = createCeilingRecords({
    readParameter: (name) => {
      reads.push(name);
      return read(name);
    },
    path: '/app-framework/d/ceilings',
    now: () => now,
  });
  const pass = (seconds: number) => {
    now = new Date(now.getTime() + seconds * 1000);
  };
  return { readRecord, reads, pass };
}

describe('createCeilingRecords', () => {
  it('reads exactly the one record, below the path of the deployment', async () => {
    const { readRecord, reads } = arrange(async () => 'text');
    expect(await readRecord('1/role/a')).toBe('text');
    expect(reads).toEqual(['/app-framework/d/ceilings/1/role/a']);
  });

  it.each(['text', undefined])('remembers %s for less than a minute, for each caller', async (text) => {
    const { readRecord, reads, pass } = arrange(async () => text);
    await readRecord('1/role/a');
    pass(49);
    expect(await readRecord('1/role/a')).toBe(text);
    expect(reads).toHaveLength(1);
    await readRecord('1/role/b');
    expect(reads).toHaveLength(2);
    pass(2);
    await readRecord('1/role/a');
    expect(reads).toHaveLength(3);
  });

  it('does not remember a failure', async () => {
    let isBroken = true;
    const { readRecord } = arrange(async () => {
      if (isBroken) throw new Error('throttled');
      return 'text';
    });
    await expect(readRecord('1/role/a')).rejects.toThrow('throttled');
    isBroken = false;
    expect(await readRecord('1/role/a')).toBe('text');
  });

  it('reads once for those who ask at the same time', async () => {
    const { readRecord, reads } = arrange(async () => 'text');
    await Promise.all([readRecord('1/role/a'), readRecord('1/role/a'), readRecord('1/role/a')]);
    expect(reads).toHaveLength(1);
  });
});

describe('openCallerCeilings', () => {
  const request = { appId: 7, described: 'the account acme' };
  const caller = 'arn:aws:sts::111122223333:assumed-role/any/session';
  const logged = givenLoggedLines();

  interface Given {
    readonly isBroken?: boolean;
    /** How many there are in Parameter Store. */
    readonly records?: number;
  }

  /** A process of a deployment whose table is `rows`, and what it asks Parameter Store for. */
  function start(rows: Map<string, unknown>, variables: Record<string, string>, given: Given = {}) {
    const { isBroken = false, records = 0 } = given;
    const asked: string[] = [];
    let [writes, lists] = [0, 0];
    const send = async (command: unknown) => {
      if (isBroken) throw new Error('the table is throttled');
      if (command instanceof GetItemCommand) {
        const key = command.input.Key?.Key;
        return { Item: rows.get(key?.S ?? '') };
      }
      if (command instanceof PutItemCommand) {
        const { Item, ConditionExpression } = command.input;
        writes += 1;
        const name = Item?.Key?.S ?? '';
        if (!ConditionExpression || !rows.has(name)) rows.set(name, Item);
      }
      return {};
    };
    const settings: Record<string, string> = {
      CEILING_PATH: '/path',
      CALLERS_WITHOUT_CEILING: 'allowed',
      ...variables,
    };
    const ceilings = openCallerCeilings({
      dynamoDb: Object.assign(new DynamoDBClient({}), { send }),
      tableName: 'tokens',
      variable: (name) => settings[name] ?? '',
      readParameter: async (name) => void asked.push(name),
      anyParameterBelow: async (path) => {
        lists += 1;
        return path === '/path' && records > 0;
      },
    });
    return {
      admit: (arn = caller) => ceilings.admit(readCaller(arn), request),
      asked,
      writes: () => writes,
      lists: () => lists,
    };
  }

  it('refuses a setting that it does not know, for it might have been meant to refuse', () => {
    expect(() => start(new Map(), { CALLERS_WITHOUT_CEILING: 'Refused' })).toThrow(
      'CALLERS_WITHOUT_CEILING is Refused',
    );
  });

  it.each([
    ['has no callers with one', { CALLERS_WITHOUT_CEILING: 'only', CEILINGS: 'none' }],
    ['has granted none', { CEILINGS: 'none' }],
  ])('asks nobody for a record where the deployment %s', async (_what, variables) => {
    const rows = new Map();
    const { admit, asked } = start(rows, variables);
    expect((await admit()).sharing).toBe('as configured');
    await admit(caller.replace('any', 'other'));
    const later = start(rows, variables);
    await later.admit();
    expect([asked, later.asked, later.lists()]).toEqual([[], [], 0]);
  });

  it('asks where a record is there though no process ever knew of ceilings: its grantee may still call', async () => {
    const rows = new Map();
    for (const { admit, asked } of [1, 2].map(() => start(rows, { CEILINGS: 'none' }, { records: 1 }))) {
      await admit();
      expect(asked).toEqual(['/path/111122223333/role/any']);
    }
  });

  it('asks from the first grant on, whatever was noted before', async () => {
    const rows = new Map();
    await start(rows, { CEILINGS: 'none' }).admit();
    await start(rows, { CEILINGS: 'granted' }).admit();
    const after = start(rows, { CEILINGS: 'none' });
    await after.admit();
    expect(after.asked).toEqual(['/path/111122223333/role/any']);
  });

  it.each([
    ['granted', { CEILINGS: 'granted' }],
    ['all that there is', { CALLERS_WITHOUT_CEILING: 'refused', CEILINGS: 'none' }],
    ['not told of, by an older deployment', {}],
  ])('asks for them where ceilings are %s', async (_what, variables) => {
    const { admit, asked } = start(new Map(), variables);
    await admit().catch(() => undefined);
    expect(asked).toEqual(['/path/111122223333/role/any']);
  });

  // The grantee's stack, with its record and its right to call, goes after that of the functions, or stays.
  it('goes on asking where ceilings were granted once', async () => {
    const rows = new Map();
    const before = start(rows, { CEILINGS: 'granted' });
    await before.admit();
    await before.admit(caller.replace('any', 'other'));
    expect(before.writes()).toBe(1);
    await start(rows, { CEILINGS: 'granted' }).admit();
    const after = start(rows, { CEILINGS: 'none' });
    await after.admit();
    expect(after.asked).toEqual(['/path/111122223333/role/any']);
  });

  it('asks where it cannot tell whether there are some, and tells the log', async () => {
    const { admit, asked } = start(new Map(), { CEILINGS: 'none' }, { isBroken: true });
    await admit();
    expect(asked).toHaveLength(1);
    expect(logged.join()).toContain('whether there are ceilings was not read');
  });
});
