import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
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
  it('refuses a setting that it does not know, for it might have been meant to refuse', () => {
    const settings = { dynamoDb: new DynamoDBClient({}), tableName: 't', variable: () => 'Refused' };
    expect(() => openCallerCeilings(settings)).toThrow('CALLERS_WITHOUT_CEILING is Refused');
  });

  it('asks nobody for a record where the deployment has no callers with one', async () => {
    // Nothing that Parameter Store could be asked with is set: an ask would fail.
    const settings = { dynamoDb: new DynamoDBClient({}), tableName: 't', variable: () => 'only' };
    const request = { appId: 7, described: 'the account acme' };
    const caller = 'arn:aws:sts::111122223333:assumed-role/any/session';
    const admitted = await openCallerCeilings(settings).admit(caller, request);
    expect(admitted.sharing).toBe('as configured');
  });
});
