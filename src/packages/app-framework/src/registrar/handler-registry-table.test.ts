import { useFakeAws } from '../aws/aws-environment.test.support';
import { field } from '../lambda/parsed-json';
import { createHandlerRegistry } from './handler-registry-table';

const aws = useFakeAws();
const day = 86_400_000;
let row: Record<string, { S: string }> | undefined;
let operationsUpdate: Record<string, unknown> = {};
let identities: Record<string, object> = {};
let at = Date.parse('2026-11-01T07:00:00Z');

beforeEach(() => {
  row = undefined;
  identities = {};
  aws().on('POST /', ({ headers, body }) => {
    expect(field(body, 'TableName')).toBe('ledger');
    const isOfIdentities = field(field(field(body, 'Key'), 'Part'), 'S') === 'apps';
    if (headers['x-amz-target'] === 'DynamoDB_20120810.GetItem')
      return { body: { Item: isOfIdentities ? identities : row } };
    if (field(field(field(body, 'Key'), 'Part'), 'S') === 'operations') {
      operationsUpdate = Object(body);
      return { body: {} };
    }
    if (isOfIdentities) {
      expect(field(body, 'UpdateExpression')).toMatch(/^REMOVE #gone0(, #gone\d+)*$/);
      const gone = Object.values<string>(Object(field(body, 'ExpressionAttributeNames')));
      identities = Object.fromEntries(Object.entries(identities).filter(([name]) => !gone.includes(name)));
      return { body: {} };
    }
    const item = Object(field(body, 'Item'));
    if (item.Part.S === 'routing') row = item;
    return { body: {} };
  });
});

async function deployed(...names: string[]) {
  const register = createHandlerRegistry({
    tableName: 'ledger',
    now: () => new Date(at),
  });
  await register({ Routes: JSON.stringify(names.map((name) => ({ name, events: ['issues'] }))), Operations: '{}' });
  return { routes: JSON.parse(row?.Routes?.S ?? ''), retired: JSON.parse(row?.Retired?.S ?? '') };
}

describe('createHandlerRegistry', () => {
  it('writes which handlers there are', async () => {
    expect(await deployed('greet')).toEqual({ routes: [{ name: 'greet', events: ['issues'] }], retired: {} });
  });

  it('writes what the deployment consists of, and keeps since when it says so', async () => {
    await deployed('greet');
    expect(operationsUpdate).toMatchObject({
      UpdateExpression: 'SET Operations = :operations, Since = if_not_exists(Since, :now)',
      ExpressionAttributeValues: { ':operations': { S: '{}' }, ':now': { S: '2026-11-01T07:00:00.000Z' } },
    });
  });

  it('keeps those that are no more as retired, with the time, while deliveries are kept that they did not see', async () => {
    await deployed('greet', 'label');
    expect((await deployed('greet')).retired).toEqual({ label: '2026-11-01T07:00:00.000Z' });
    at += 30 * day;
    expect((await deployed()).retired).toEqual({
      greet: '2026-12-01T07:00:00.000Z',
      label: '2026-11-01T07:00:00.000Z',
    });
    at += 61 * day;
    expect((await deployed()).retired).toEqual({ greet: '2026-12-01T07:00:00.000Z' });
  });

  it('has one that comes back, or a roll-back, retired no more', async () => {
    await deployed('greet');
    await deployed();
    expect((await deployed('greet')).retired).toEqual({});
  });

  it('forgets which repository a name stands for that no route has any more', async () => {
    const host = 'api.github.com';
    identities = { [`bot#${host}#7`]: { N: '41' } };
    for (let number = 0; number < 120; number += 1) identities[`repository#${host}#octo/r${number}`] = { N: '5' };
    const routes = [{ name: 'greet', events: ['issues'], repositories: ['Octo/R7'] }];
    const register = createHandlerRegistry({ tableName: 'ledger' });
    await register({ Routes: JSON.stringify(routes), Operations: '{}' });
    expect(identities).toEqual({ [`bot#${host}#7`]: { N: '41' }, [`repository#${host}#octo/r7`]: { N: '5' } });
  });

  it('writes under which role a handler runs that acts as people, and nothing else', async () => {
    const register = createHandlerRegistry({ tableName: 'ledger' });
    await register({ Actor: 'deploy', RoleName: 'bot-role' });
    expect(aws().requests.map(({ body }) => field(body, 'Item'))).toEqual([
      { Delivery: { S: 'deployment' }, Part: { S: 'actor#deploy' }, RoleName: { S: 'bot-role' } },
    ]);
  });

  it('writes whose events are handled, and refuses what is no account', async () => {
    const register = createHandlerRegistry({ tableName: 'ledger' });
    await register({ Routes: '[]', Operations: '{}', Accounts: 'octo-org,id:5' });
    expect(row?.Accounts).toEqual({ S: 'octo-org,id:5' });
    await expect(register({ Routes: '[]', Operations: '{}', Accounts: 'octo org' })).rejects.toThrow('is no account');
    await register({ Routes: '[]', Operations: '{}' });
    expect(row?.Accounts).toBeUndefined();
  });

  it('refuses what is no list of handlers', async () => {
    const register = createHandlerRegistry({ tableName: 'ledger' });
    await expect(register({ Routes: 5, Operations: '{}' })).rejects.toThrow('must be texts of JSON');
  });
});
