import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { runTool, useToolWorld } from '../tool-world.test.support';
import { givenDelivery, givenWork, parkedRow } from '../tool-world-ledger.test.support';

const id = (digit: string) => `${digit.repeat(8)}-cc78-11e3-81ab-4c9367dc0958`;
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);

describe('deliveries list', () => {
  const world = useToolWorld();

  const listed = async (...options: string[]): Promise<string[]> => {
    const { exitCode, stdout } = await runTool(['deliveries', 'list', '--json', ...options]);
    expect(exitCode).toBe(0);
    const { deliveries } = JSON.parse(stdout);
    return deliveries.map(({ deliveryId }: { deliveryId: string }) => deliveryId.slice(0, 1));
  };

  it('lists those of a day, newest first, across hours and shards, each once', async () => {
    const key = givenDelivery(world().ledger, { deliveryId: id('a'), receivedAt: ago(30) });
    givenWork(world().ledger, key, 'handler#greet', { Status: { S: 'done' } });
    givenDelivery(world().ledger, { deliveryId: id('b'), receivedAt: ago(10) });
    givenDelivery(world().ledger, { deliveryId: id('c'), receivedAt: ago(20 * 60) });
    givenDelivery(world().ledger, { deliveryId: id('d'), receivedAt: ago(25 * 60) });
    expect(await listed()).toEqual(['b', 'a', 'c']);
    expect(await listed('--since', '2d')).toEqual(['b', 'a', 'c', 'd']);
    expect(await listed('--since', '60m', '--until', '20m')).toEqual(['a']);
  });

  it('shows them to people within 80 columns, with the state of whoever is worst off', async () => {
    const parked = givenDelivery(world().ledger, { deliveryId: id('a'), handlers: ['greet', 'label'] });
    givenWork(world().ledger, parked, 'handler#greet', { Status: { S: 'done' } });
    givenWork(world().ledger, parked, 'handler#label', parkedRow(id('a'), 'Error: no'));
    const more = { Event: { S: 'pull_request_review_comment' }, Action: { S: 'created' } };
    givenDelivery(world().ledger, { deliveryId: id('b'), handlers: [], more });
    givenDelivery(world().ledger, { deliveryId: id('c'), status: 'received' });
    const { stdout } = await runTool(['deliveries', 'list']);
    expect(stdout).toMatch(new RegExp(`${id('a')} {2}parked +issues.opened`));
    expect(stdout).toMatch(new RegExp(`${id('b')} {2}unrouted`));
    expect(stdout).toMatch(new RegExp(`${id('c')} {2}received`));
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it.each<[string, string[], string[]]>([
    ['the event', ['--event', 'push'], ['b']],
    ['the App', ['--app-id', '9'], ['c']],
    ['the name of the repository, in any case', ['--repository', 'Octo-Org/docs'], ['d']],
    ['the id of the repository', ['--repository', '5'], ['d']],
    ['the state', ['--state', 'received'], ['e']],
    ['a handler', ['--handler', 'label'], ['a']],
    ['what became of it at a handler', ['--handler-state', 'parked'], ['a']],
    ['both', ['--handler', 'greet', '--handler-state', 'parked'], []],
  ])('filters by %s', async (_what, options, expected) => {
    const { ledger } = world();
    const key = givenDelivery(ledger, { deliveryId: id('a'), handlers: ['label', 'greet'] });
    givenWork(ledger, key, 'handler#label', parkedRow(id('a'), 'Error: no'));
    const today = new Date().toISOString().slice(0, 10);
    const push = { Event: { S: 'push' }, EventDay: { S: `push#${today}#${0xbbbb % 16}` } };
    givenDelivery(ledger, { deliveryId: id('b'), receivedAt: new Date(Date.now() - 1), more: push });
    givenDelivery(ledger, { deliveryId: id('c'), appId: 9 });
    const docs = { RepositoryId: { N: '5' }, Repository: { S: 'octo-org/docs' } };
    givenDelivery(ledger, { deliveryId: id('d'), more: docs });
    givenDelivery(ledger, { deliveryId: id('e'), status: 'received' });
    expect(await listed(...options)).toEqual(expected);
  });

  it('finds what is parked whatever its age, by its index alone', async () => {
    const key = givenDelivery(world().ledger, { deliveryId: id('a'), receivedAt: ago(60 * 24 * 40) });
    givenWork(world().ledger, key, 'handler#greet', parkedRow(id('a'), 'Error: no'));
    expect(await listed('--handler-state', 'parked')).toEqual(['a']);
    expect(
      world()
        .aws.dynamoDb.calls()
        .filter(({ args }) => args[0].constructor.name === 'ScanCommand'),
    ).toEqual([]);
  });

  it('tells of what never arrived in the hour in which GitHub sent it', async () => {
    const at = ago(5).toISOString();
    world().ledger.rows.push({
      Delivery: { S: `api.github.com#7#${id('a')}` },
      Part: { S: 'sweep' },
      Event: { S: 'issues' },
      AttemptId: { S: '12' },
      ReceivedAt: { S: at },
      Hour: { S: `${at.slice(0, 13)}#${0xaaaa % 16}` },
    });
    expect(await listed('--state', 'missing')).toEqual(['a']);
    givenDelivery(world().ledger, { deliveryId: id('a'), receivedAt: ago(1), more: { Source: { S: 'recovered' } } });
    expect(await listed('--state', 'missing')).toEqual([]);
    expect(await listed()).toEqual(['a']);
  });

  it('says that there are more than it lists', async () => {
    for (const digit of ['a', 'b', 'c']) givenDelivery(world().ledger, { deliveryId: id(digit) });
    const { stdout } = await runTool(['deliveries', 'list', '--limit', '2']);
    expect(stdout.match(/-cc78-/g)).toHaveLength(2);
    expect(stdout).toContain('There are more');
    expect((await runTool(['deliveries', 'list', '--limit', '3'])).stdout).not.toContain('There are more');
  });

  it('reads no whole hour for the newest of it', async () => {
    for (let index = 0; index < 3_000; index += 1) {
      const digits = (index % 64).toString(16).padStart(4, '0');
      const deliveryId = `${digits}${String(index).padStart(4, '0')}-cc78-11e3-81ab-4c9367dc0958`;
      givenDelivery(world().ledger, { deliveryId, receivedAt: ago(1 + index / 3_000) });
    }
    const { stdout } = await runTool(['deliveries', 'list', '--limit', '100', '--json']);
    const { deliveries, hasMore } = JSON.parse(stdout);
    expect(deliveries).toHaveLength(100);
    expect([deliveries[0].deliveryId.slice(4, 8), hasMore]).toEqual(['0000', true]);
    const answers = await Promise.all(
      world()
        .aws.dynamoDb.commandCalls(QueryCommand)
        .map((call) => call.returnValue),
    );
    const read = answers.reduce((sum: number, answer) => sum + (answer.Items?.length ?? 0), 0);
    expect(read).toBeLessThanOrEqual(16 * 100);
  });

  it('ends a search through many that few fit, says how far it is, and is gone on from there', async () => {
    const newest = ago(1).getTime();
    for (let index = 0; index < 5_500; index += 1) {
      const digits = (index % 64).toString(16).padStart(4, '0');
      const deliveryId = `${digits}${index.toString(16).padStart(4, '0')}-cc78-11e3-81ab-4c9367dc0958`;
      // The last of them came at one time.
      const receivedAt = new Date(newest - Math.min(index, 4_990));
      const Repository = { S: index === 4_992 ? 'octo-org/rare' : 'octo-org/web' };
      givenDelivery(world().ledger, { deliveryId, receivedAt, more: { Repository } });
    }
    const rare = ['deliveries', 'list', '--repository', 'octo-org/rare'];
    const first = await runTool(rare);
    expect([first.exitCode, first.stderr.match(/Looked at \d+ deliveries/g)?.at(-1)]).toEqual([
      0,
      'Looked at 5000 deliveries',
    ]);
    const [, ...options] = /Go on with:\n {2}(--since) (\S+) (--until) (\S+)$/m.exec(first.stdout) ?? [];
    expect(options).toHaveLength(4);
    expect(first.stdout).toContain(`from ${options[3]} to`);
    const { goOnUntil, hasMore } = JSON.parse((await runTool([...rare, '--json'])).stdout);
    expect([goOnUntil, hasMore]).toEqual([options[3], true]);
    const next = await runTool([...rare, ...options]);
    expect(next.stdout).toContain('00001380-cc78');
    expect(next.stdout).not.toContain('Go on with');
    // As many as are to be listed are looked at.
    const all = JSON.parse((await runTool(['deliveries', 'list', '--limit', '5499', '--json'])).stdout);
    expect([all.deliveries.length, all.hasMore, all.goOnUntil]).toEqual([5_499, true, undefined]);
  });

  it('says from when to when there is none', async () => {
    const { exitCode, stdout } = await runTool(['deliveries', 'list', '--hour', '2026-11-01T07']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('from 2026-11-01T07:00:00.000Z to 2026-11-01T08:00:00.000Z');
  });

  it('takes the ledger that functions use, and not one that a deployment has left', async () => {
    world().ledger.names.unshift('before');
    world().ledger.used.push('ledger');
    expect((await runTool(['deliveries', 'list'])).exitCode).toBe(0);
  });

  it('asks which deployment is meant where there are several, and says where there is none', async () => {
    world().ledger.names.push('others');
    const several = await runTool(['deliveries', 'list']);
    expect(several.exitCode).toBe(2);
    expect(several.stderr).toContain('--ledger NAME');
    expect(await listed('--ledger', 'others')).toEqual([]);
    world().ledger.used.push('ledger', 'others');
    expect((await runTool(['deliveries', 'list'])).exitCode).toBe(2);
    world().ledger.names.length = 0;
    expect((await runTool(['deliveries', 'list'])).exitCode).toBe(3);
  });

  it.each([
    [['--since', 'yesterday'], /90m, 3h or 2d/],
    [['--since', '1h', '--until', '2h'], /ends .* before it begins/],
    [['--state', 'gone'], /Allowed choices/],
    [['--limit', '0'], /1 to 10000/],
    [['--repository', 'web'], /OWNER\/NAME/],
    [['--hour', '2026-11-01T07', '--since', '3h'], /cannot be used with/],
    [['--hour', '2026-11-01T07:30'], /hour of UTC, such as 2026-11-01T07/],
    [['--hour', '2026-11-31T07'], /a time such as/],
  ])('refuses %p', async (options, message) => {
    const { exitCode, stderr } = await runTool(['deliveries', 'list', ...options]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});
