import { useFakeAws } from '../handlers/fake-aws.test.support';
import { field } from '../lambda/parsed-json';
import { push } from '../triggers/trigger';
import { keptTriggersContract } from './kept-triggers-contract.test.support';
import { createKeptTriggers } from './kept-triggers-table';
import { createWrittenTriggers } from './written-triggers-table';

describe('the triggers table of the tests', () => {
  useFakeAws();
  keptTriggersContract('triggers');
});

describe('createKeptTriggers', () => {
  const aws = useFakeAws();
  const table = {
    ...createKeptTriggers({ tableName: 'triggers' }),
    ...createWrittenTriggers({ tableName: 'triggers' }),
  };
  const owner = { appId: 7, installationId: 1 };
  const remaining = () => 20_000;
  const keep = (id: string) =>
    table.put(owner, { id, workflow: 'ci', trigger: push(), updatedAt: new Date() }, remaining);

  it('goes on where a page of DynamoDB ended', async () => {
    for (const id of ['a', 'b', 'c']) await keep(id);
    const pages: unknown[] = [];
    aws().intercept(({ operation, input }) => {
      if (operation !== 'Query' || field(input, 'Limit') !== undefined) return undefined;
      pages.push(field(input, 'ExclusiveStartKey'));
      const [item] = aws()
        .rows()
        .filter((row) => field(row.TriggerId, 'S') === (pages.length === 1 ? 'a' : 'b'));
      const LastEvaluatedKey = pages.length === 1 ? { TriggerId: { S: 'a' } } : undefined;
      return { status: 200, body: JSON.stringify({ Items: [item], Count: 1, LastEvaluatedKey }) };
    });

    expect((await table.ofEvent(owner, 'push', remaining)).map(({ id }) => id)).toEqual(['a', 'b']);
    expect(pages).toEqual([undefined, { TriggerId: { S: 'a' } }]);
  });

  it('counts over all pages what an installation has', async () => {
    let left = 2;
    aws().intercept(({ operation, input }) => {
      if (field(input, 'Select') !== 'COUNT' || operation !== 'Query') return undefined;
      left -= 1;
      return { status: 200, body: JSON.stringify({ Count: 50, ...(left > 0 && { LastEvaluatedKey: {} }) }) };
    });
    expect(await keep('a')).toBe('too many');
  });

  it('asks for what was written last, with one query for an event', async () => {
    const asked: unknown[] = [];
    aws().intercept(({ input }) => {
      asked.push(input);
      return undefined;
    });
    await table.ofEvent(owner, 'push', remaining);
    expect(asked).toEqual([expect.objectContaining({ IndexName: 'ByEvent', ConsistentRead: true })]);
  });

  it('tells what it cannot read from the others, and holds up none of them', async () => {
    for (const id of ['a', 'b']) await keep(id);
    aws().intercept(({ operation, input }) => {
      if (operation !== 'Query' || field(input, 'IndexName') === undefined) return undefined;
      const Items = aws()
        .rows()
        .map((row) => (field(row.TriggerId, 'S') === 'a' ? { ...row, Filters: { S: '{"event":"moon"}' } } : row));
      return { status: 200, body: JSON.stringify({ Items }) };
    });
    expect(await table.ofEvent(owner, 'push', remaining)).toMatchObject([{ trigger: undefined }, { trigger: push() }]);
  });
});
