import { member, textMember } from './json-members';

export type LedgerRow = Readonly<Record<string, unknown>>;

export type LedgerRows = ReturnType<typeof createLedgerRows>;

/**
 * The rows that a handler writes of its work. Of DynamoDB's language there is what handlers say, without conditions: each delivery of a test is
 * a new one, and one runs at a time.
 */
export function createLedgerRows() {
  const rows = new Map<string, LedgerRow>();
  return {
    get: (key: unknown): LedgerRow | undefined => rows.get(JSON.stringify(key)),
    of: (deliveryKey: string): LedgerRow | undefined =>
      [...rows.entries()].find(
        ([key, row]) => row.Status && textMember(JSON.parse(key), 'Delivery', 'S') === deliveryKey,
      )?.[1],
    update(input: unknown): LedgerRow {
      const key = JSON.stringify(member(input, 'Key'));
      const row = written(input, rows.get(key) ?? {});
      rows.set(key, row);
      return row;
    },
    clear: (): void => rows.clear(),
  };
}

function written(input: unknown, before: LedgerRow): LedgerRow {
  const [sets = '', removes = ''] = String(member(input, 'UpdateExpression')).replace(/^SET /, '').split(' REMOVE ');
  const after: Record<string, unknown> = { ...before };
  for (const [, name = '', value = ''] of sets.matchAll(/([#\w]+) = ((?:if_not_exists\([^)]*\)|:\w+)(?: \+ :\w+)?)/g)) {
    after[named(name)] = evaluated(value);
  }
  for (const name of removes.split(', ')) delete after[named(name)];
  return after;

  function named(name: string): string {
    return textMember(input, 'ExpressionAttributeNames', name) ?? name;
  }

  function given(name: string): unknown {
    return member(input, 'ExpressionAttributeValues', name);
  }

  function evaluated(text: string): unknown {
    const [first = '', added] = text.split(' + ');
    const [, name, otherwise = ''] = /^if_not_exists\(([#\w]+), (:\w+)\)$/.exec(first) ?? [];
    const value = name === undefined ? given(first) : (before[named(name)] ?? given(otherwise));
    return added === undefined ? value : { N: String(numeric(value) + numeric(given(added))) };
  }
}

function numeric(value: unknown): number {
  return Number(textMember(value, 'N'));
}
