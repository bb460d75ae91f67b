import { runTool, useToolWorld } from '../tool-world.test.support';
import { givenDelivery, operationsRow, usualOperations } from '../tool-world-ledger.test.support';

const world = useToolWorld();
const deliveryId = '72d3162e-cc78-11e3-81ab-4c9367dc0958';
const at = '2026-11-01T14:03:00.000Z';
const role = (name: string) => `arn:aws:sts::1:assumed-role/${name}/session`;

/** What CloudWatch has, by group, and what it was asked. */
let lines: { readonly log: string; readonly at: string; readonly message: string }[] = [];
let queries: { readonly logGroupNames: readonly string[]; readonly queryString: string; readonly startTime: number }[] =
  [];
let groups: string[] = [];
let pending = 0;

beforeEach(() => {
  lines = [];
  queries = [];
  groups = ['bot-ReceiverLogs0A1B2C3D-x1', '/aws/lambda/bot-greet4E5F6A7B-x2'];
  pending = 0;
  process.env.AWS_ENDPOINT_URL_CLOUDWATCH_LOGS = world().url;
  const operations = { ...usualOperations, logGroups: ['bot-', '/aws/lambda/bot-'] };
  world().ledger.rows.splice(0, 1, operationsRow(operations));
  world().on('/', (body) => ({ status: 200, body: answer(Object(body)) }));
});

function answer({ logGroupNamePrefix: prefix, nextToken, queryId, ...query }: Record<string, never>): object {
  if (prefix !== undefined) {
    const named = groups.filter((name) => name.startsWith(prefix));
    // A page each, as AWS gives what it likes.
    const page = Number(nextToken ?? 0);
    return {
      logGroups: named.slice(page, page + 1).map((logGroupName) => ({ logGroupName })),
      ...(page + 1 < named.length && { nextToken: String(page + 1) }),
    };
  }
  if (queryId === undefined) {
    queries.push({ logGroupNames: [], queryString: '', startTime: 0, ...query });
    return { queryId: String(queries.length) };
  }
  pending += 1;
  if (pending === 1) return { status: 'Running' };
  const asked = queries[Number(queryId) - 1];
  const [, pattern = ''] = /like \/(.*)\/ \| sort/.exec(asked?.queryString ?? '') ?? [];
  const found = lines.filter(
    ({ log, message }) => asked?.logGroupNames.includes(log) && new RegExp(pattern).test(message),
  );
  return {
    status: 'Complete',
    results: found.map(({ log, at: value, message }) => [
      { field: '@timestamp', value },
      { field: '@log', value: `111122223333:${log}` },
      { field: '@message', value: message },
    ]),
  };
}

const wrote = (log: number, time: string, line: object | string) =>
  lines.push({
    log: groups[log] ?? '',
    at: `2026-11-01 ${time}`,
    message: typeof line === 'string' ? line : JSON.stringify(line),
  });
const audit = (time: string, more: object) =>
  wrote(0, time, {
    level: 'WARN',
    event: 'token vended',
    timestamp: 'now',
    caller: role('ci'),
    appId: 7,
    nodeId: 'O_1',
    expirationTime: '2026-11-01T14:30:00.000Z',
    hashedToken: 'h',
    actualScopeDown: {},
    ...more,
  });

describe('logs delivery', () => {
  it('shows what all functions wrote about it since it arrived, oldest first', async () => {
    const receivedAt = new Date('2026-11-01T14:00:00Z');
    givenDelivery(world().ledger, { deliveryId, receivedAt });
    wrote(1, '14:00:02.000', { level: 'INFO', event: 'handler done', deliveryId, milliseconds: 12 });
    wrote(0, '14:00:01.000', { level: 'INFO', event: 'delivery published', deliveryId });
    wrote(0, '14:00:03.000', { level: 'INFO', event: 'delivery published', deliveryId: 'another' });
    const { exitCode, stdout } = await runTool(['logs', 'delivery', deliveryId]);
    expect(exitCode).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .filter((line) => /^\d/.test(line))
        .map((line) => line.trimEnd()),
    ).toEqual([
      expect.stringMatching(/^14:00:01\.000 +delivery published +Receiver/),
      expect.stringMatching(/^14:00:02\.000 +handler done +greet/),
    ]);
    expect(stdout).toContain('milliseconds=12');
    expect(queries[0]).toMatchObject({ logGroupNames: groups, startTime: receivedAt.getTime() / 1_000 - 60 });
  });

  it('fails as not found where the ledger knows none, and searches all the same where a time is named', async () => {
    const { exitCode, stderr } = await runTool(['logs', 'delivery', deliveryId]);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 3, stderr: expect.stringContaining(deliveryId) });
    wrote(0, '14:00:01.000', `no JSON about ${deliveryId}`);
    const { stdout } = await runTool(['logs', 'delivery', deliveryId, '--since', '2026-11-01', '--json']);
    expect(JSON.parse(stdout).rows).toEqual([
      { at: '2026-11-01 14:00:01.000', log: groups[0], line: `no JSON about ${deliveryId}` },
    ]);
  });

  it('takes an id for nothing but itself', async () => {
    await runTool(['logs', 'delivery', 'a/b|c.*', '--since', '1h']);
    expect(queries[0]?.queryString).toContain('like /a\\/b\\|c\\.\\*/');
  });
});

describe('logs denied and logs errors', () => {
  it('show what callers and functions were refused, and what failed, of the last day', async () => {
    wrote(0, '14:00:01.000', { level: 'WARN', event: 'request refused', caller: role('ci'), reason: 'beyond' });
    wrote(1, '14:00:02.000', { level: 'ERROR', event: 'handler failed', error: { name: 'AccessDeniedException' } });
    wrote(1, '14:00:03.000', { level: 'ERROR', event: 'handler failed', error: { name: 'Other' } });
    wrote(1, '14:00:04.000', { level: 'INFO', event: 'handler done' });
    const timesOf = async (command: string) => {
      const { rows } = JSON.parse((await runTool(['logs', command, '--json'])).stdout);
      return rows.map(({ at: time }: { at: string }) => time.slice(11, 19));
    };
    expect(await timesOf('denied')).toEqual(['14:00:01', '14:00:02']);
    expect(await timesOf('errors')).toEqual(['14:00:02', '14:00:03']);
    expect(Date.now() / 1_000 - Number(queries[0]?.startTime)).toBeGreaterThan(86_000);
  });

  it('say so where nothing was written, and search more groups than one query takes', async () => {
    groups = Array.from({ length: 120 }, (_, index) => `bot-${index}`);
    const { exitCode, stdout } = await runTool(['logs', 'errors']);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('No function wrote anything')]);
    expect(queries.map(({ logGroupNames }) => logGroupNames.length)).toEqual([50, 50, 20]);
  });

  it('fail where no log is there, where CloudWatch refuses, and where the deployment is older', async () => {
    groups = ['bot-dev-ReceiverLogs0A1B2C3D-x1'];
    expect(await runTool(['logs', 'errors'])).toMatchObject({ exitCode: 3, stdout: '' });
    world().on('/', () => ({ status: 400, body: { __type: 'AccessDeniedException', message: 'no' } }));
    expect(await runTool(['logs', 'errors'])).toMatchObject({ exitCode: 4 });
    world().ledger.rows.splice(0, 1, operationsRow(usualOperations));
    const { exitCode, stderr } = await runTool(['logs', 'errors']);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('deploy it with this') });
  });
});

describe('logs of a deployment', () => {
  const searched = async (...names: string[]) => {
    groups = names;
    await runTool(['logs', 'errors']);
    return queries.flatMap(({ logGroupNames }) => logGroupNames);
  };
  const nested = 'WorkflowsNestedStackWorkflowsNestedStackResource1A2B3C4D';
  const template = ['bot-ReceiverLogs0A1B2C3D-x1', 'bot-Own-x2', `bot-${nested}-x3-StarterLogs5E6F7A8B-x4`];

  it('are those of its stack and of what is nested in it, and not those of a stack whose name goes on', async () => {
    const functions = ['/aws/lambda/bot-greet4E5F6A7B-x2', '/aws/lambda/bot-WorkflowsNestedStac-StarterE5F6A7B8-x3'];
    const others = [
      'bot-dev-ReceiverLogs0A1B2C3D-x1',
      `bot-dev-${nested}-x3-StarterLogs5E6F7A8B-x4`,
      '/aws/lambda/bot-dev-greet4E5F6A7B-x2',
      '/aws/lambda/bot-dev-WorkflowsNested-StarterE5F6A7B8-x3',
      'bot-eu-west-ReceiverLogs0A1B2C3D-x1',
      'bot-developmentofthewhole-ReceiverLogs0A1B2C3D-x1',
      '/aws/lambda/bot-developmentofthewhole-greet4E5F6A7B-x2',
      '/aws/lambda/bot-developmentofthew-greet4E5F6A7B-x2',
      '/aws/lambda/bot-developmentofthewhole-Workflo-StarterE5F6A7B8-x3',
      // Whose template makes no log group.
      '/aws/lambda/bot-apac-greet4E5F6A7B-x2',
    ];
    expect(await searched(...template, ...functions, ...others)).toEqual([...template, ...functions]);
  });

  it('are those of functions in whose names its own had no room, and not those of others that begin alike', async () => {
    const stack = 'our-company-bot-production';
    const logGroups = [`${stack}-`, '/aws/lambda/our-company-bot-prod'];
    world().ledger.rows.splice(0, 1, operationsRow({ ...usualOperations, logGroups }));
    const own = [`${stack}-ReceiverLogs0A1B2C3D-x1`, '/aws/lambda/our-company-bot-prod-greet4E5F6A7B-x2'];
    // The last of these somebody named.
    const others = ['/aws/lambda/our-company-bot-prodtest-greet4E5F6A7B-x2', `/aws/lambda/${stack}s-x2`];
    expect(await searched(...own, ...others)).toEqual(own);
    // Of a stack whose name goes on, which says nothing of functions whose names have no room for either.
    const besides = [`${stack}-eu-ReceiverLogs0A1B2C3D-x1`, `/aws/lambda/${stack}-eu-greet4E5F6A7B-x2`];
    queries = [];
    expect(await searched(...own, ...besides)).toEqual(own);
  });

  it('are those of all its stacks, each of which has some', async () => {
    const logGroups = ['bot-', '/aws/lambda/bot-', 'keys-', '/aws/lambda/keys-'];
    world().ledger.rows.splice(0, 1, operationsRow({ ...usualOperations, logGroups }));
    const keys = ['keys-AppTokenLogs0A1B2C3D-x1', '/aws/lambda/keys-rotate4E5F6A7B-x2'];
    expect(await searched(...template, ...keys)).toEqual([...template, ...keys]);
    groups = [...template, 'keys-old-AppTokenLogs0A1B2C3D-x1'];
    expect(await runTool(['logs', 'errors'])).toMatchObject({ exitCode: 3, stdout: '' });
  });

  it('are not those of a stack whose name goes on with a date', async () => {
    const others = ['bot-20261128-ReceiverLogs0A1B2C3D-x1', '/aws/lambda/bot-20261128-greet4E5F6A7B-x2'];
    expect(await searched(...template, ...others)).toEqual(template);
  });
});

describe('logs tokens', () => {
  it('says who asks for tokens and for how many, those with the most first', async () => {
    for (const time of ['14:01:00.000', '14:02:00.000', '14:03:00.000']) audit(time, { hashedToken: 'kept' });
    for (const hashedToken of ['a', 'b']) audit('14:02:30.000', { hashedToken, caller: role('loop') });
    audit('14:02:40.000', { hashedToken: 'own', nodeId: undefined });
    audit('14:02:50.000', { hashedToken: 'other', nodeId: 'O_2' });
    wrote(0, '14:02:55.000', { level: 'WARN', event: 'user token vended', caller: role('ci'), appId: 7 });
    const { exitCode, stdout } = await runTool(['logs', 'tokens', '--until', '2026-11-01T14:04Z', '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ since: '2026-11-01T13:04:00.000Z', hasMore: false });
    const ci = { caller: role('ci'), appId: 7, tokens: 1 };
    expect(JSON.parse(stdout).callers).toEqual([
      { caller: role('loop'), appId: 7, nodeId: 'O_1', tokens: 2, handedOut: 2 },
      { ...ci, nodeId: 'O_1', handedOut: 3 },
      { ...ci, handedOut: 1 },
      { ...ci, nodeId: 'O_2', handedOut: 1 },
    ]);
    const told = (await runTool(['logs', 'tokens', '--until', '2026-11-01T14:04Z'])).stdout;
    expect(told).toMatch(/^2 +2 +7 +O_1 +1:assumed-role\/loop\/session$/m);
    expect(told).toMatch(/^1 +1 +7 +the App itself +1:assumed-role\/ci\/session$/m);
  });

  it('says that there may be more where a search is answered with as much as one can be', async () => {
    const told = async (name: string) => (await runTool(['logs', name, '--until', '2026-11-01T14:04Z'])).stdout;
    for (let line = 1; line < 10_000; line += 1) audit('14:01:00.000', { level: 'ERROR' });
    for (const name of ['tokens', 'errors']) expect(await told(name)).not.toContain('There may be more');
    audit('14:02:00.000', { level: 'ERROR' });
    for (const name of ['tokens', 'errors']) expect(await told(name)).toContain('There may be more');
  });

  it('says from when to when nobody was handed any', async () => {
    const between = '--since 2026-11-01T14:00Z --until 2026-11-01T14:04Z';
    const { stdout } = await runTool(['logs', 'tokens', ...between.split(' ')]);
    expect(stdout).toContain('Nobody was handed a token between 2026-11-01T14:00:00.000Z and 2026-11-01T14:04:00.000Z');
  });
});

describe('logs who-held', () => {
  const heldBy = async (...more: string[]) => {
    const { exitCode, stdout } = await runTool(['logs', 'who-held', 'Octo-Org/web', '--at', at, '--json', ...more]);
    expect(exitCode).toBe(0);
    return JSON.parse(stdout).held.map(({ caller }: { caller: string }) => /role\/(\w+)/.exec(caller)?.[1]);
  };

  it('names who had a token that was good then and reached the repository, those of the App included', async () => {
    audit('13:10:00.000', { caller: role('late'), expirationTime: at });
    audit('13:40:00.000', { caller: role('all') });
    audit('13:41:00.000', { caller: role('one'), actualScopeDown: { repositoryNames: ['WEB'] } });
    audit('13:42:00.000', { caller: role('other'), actualScopeDown: { repositoryNames: ['website'] } });
    audit('13:43:00.000', { caller: role('elsewhere'), nodeId: 'O_2' });
    audit('13:44:00.000', { caller: role('app'), nodeId: undefined });
    audit('13:45:00.000', { caller: role('another'), nodeId: undefined, appId: 70 });
    expect(await heldBy()).toEqual(['all', 'one', 'app']);
    expect(queries[0]).toMatchObject({ startTime: Date.parse(at) / 1_000 - 3_600 });
  });

  it('shows people when, until when, and what they could do', async () => {
    audit('13:41:00.000', { actualScopeDown: { permissions: { issues: 'write' } } });
    const { stdout } = await runTool(['logs', 'who-held', 'octo-org/web', '--at', at]);
    expect(stdout).toMatch(/^13:41:00 +14:30:00 +7 +installation +1:assumed-role\/ci\/session +issues=write$/m);
  });

  it('names who had tokens of people through its Apps, of the last eight hours, and says what is not known of them', async () => {
    const vended = { event: 'user token vended', host: 'api.github.com', appId: 7, userId: 1, login: 'octocat' };
    const user = (more: object) => ({ level: 'INFO', caller: role('bot'), ...vended, hashedToken: 'h', ...more });
    wrote(0, '07:00:00.000', user({}));
    wrote(0, '07:00:01.000', user({ caller: role('another'), appId: 70 }));
    wrote(0, '07:00:02.000', user({ caller: role('late'), expirationTime: at }));
    wrote(0, '07:00:03.000', user({ caller: role('good'), expirationTime: '2026-11-01T15:00:00.000Z' }));
    expect(await heldBy()).toEqual(['bot', 'good']);
    expect(queries[1]).toMatchObject({ startTime: Date.parse(at) / 1_000 - 8 * 3_600 });
    const { stdout } = await runTool(['logs', 'who-held', 'octo-org/web', '--at', at]);
    expect(stdout).toMatch(/^07:00:00 +7 +user +1:assumed-role\/bot\/session +as octocat$/m);
    expect(stdout).toMatch(/^07:00:03 +15:00:00 +7 +user +1:assumed-role\/good\/session +as octocat$/m);
    expect(stdout.replace(/\s+/g, ' ')).toContain('do not say which repositories');
    expect(stdout).not.toContain('There may be more');
    for (let line = 4; line < 10_001; line += 1) wrote(0, '07:00:04.000', user({ expirationTime: at }));
    expect((await runTool(['logs', 'who-held', 'octo-org/web', '--at', at])).stdout).toContain('There may be more');
  });

  it('says that lines of the last minutes may not be found yet, and of no others', async () => {
    const now = await runTool(['logs', 'who-held', 'octo-org/web']);
    expect(now.stdout).toContain('may not be found yet');
    const then = await runTool(['logs', 'who-held', 'octo-org/web', '--at', at]);
    expect(then.stdout).not.toContain('may not be found yet');
  });

  it('says that nobody did, and fails as not found for an account without an installation', async () => {
    expect((await runTool(['logs', 'who-held', 'octo-org/web'])).stdout).toContain('Nobody held a token');
    expect(await runTool(['logs', 'who-held', 'nobody/web'])).toMatchObject({ exitCode: 3 });
  });
});
