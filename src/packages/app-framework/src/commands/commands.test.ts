import { oneOf, onOff, rest } from './arguments';
import { useCommentedRepository } from './commented.test.support';
import { createCommands } from './create-commands';

const world = useCommentedRepository();
const { say, asked, answers, reactions, lines, grant, gitHub, aws, paths } = world;
const delivery = '7a3f5c1e-0000-4000-8000-000000000001';
const echo = () => createCommands({ bot: 'my-bot' }).handler();

describe('createCommands', () => {
  it('judges, says that it has seen it, answers, and says that it is done, in five requests', async () => {
    expect(await say(echo(), '@my-bot echo hi')).toBe('settled');

    expect(asked()).toEqual([
      'GET collaborators/mona/permission',
      'GET orgs/octo-org/members/mona',
      'POST issues/comments/71/reactions',
      'POST issues/5/comments',
      'POST issues/comments/71/reactions',
    ]);
    expect(reactions()).toEqual(['eyes', 'rocket']);
    expect(answers()).toEqual(['```text\nhi\n```']);
    expect(
      gitHub()
        .requests.map(({ body }) => Object.keys(Object(body)))
        .slice(-2),
    ).toEqual([['body'], ['content']]);
    // The lease, what counts for the breaker, that it is done, and the end.
    expect(aws().history).toHaveLength(4);
  });

  it('costs three requests while the rights are remembered', async () => {
    const handler = echo();
    await say(handler, '@my-bot echo hi');
    gitHub().requests.length = 0;

    await say(handler, { body: '@my-bot echo hi', delivery: { delivery_key: 'other' } });

    expect(gitHub().asked()).toHaveLength(3);
  });

  it('asks for rights with tokens that reach no further', async () => {
    await say(echo(), '@my-bot echo hi');

    const scopes = gitHub()
      .requests.filter(({ path }) => path === '/tokens/installation')
      .map(({ body }) => Object(body).scopeDown);
    expect(scopes).toEqual([
      { repositoryIds: [42], permissions: { metadata: 'read' } },
      { permissions: { members: 'read' } },
      undefined,
    ]);
  });

  it.each([
    ['without a mention', { body: 'Nice work' }],
    ['of a bot', { body: '@my-bot echo hi', sender: { type: 'Bot', login: 'other[bot]' } }],
    ['through the App', { body: '@my-bot echo hi', comment: { performed_via_github_app: { id: 1234 } } }],
    ['through another App', { body: '@my-bot echo hi', comment: { performed_via_github_app: { id: 5 } } }],
    ['that a handler wrote as a person', { body: '@my-bot echo hi\n\n<!-- app-framework as-user -->' }],
    [
      'that is edited without another command',
      { body: '@my-bot echo hi!', action: 'edited', payload: { changes: {} } },
    ],
  ])('asks GitHub nothing about a comment %s', async (_what, said) => {
    expect(await say(echo(), said)).toBe('settled');
    expect(asked()).toEqual([]);
  });

  it('costs one request for a stranger, and neither reacts nor answers, however many commands there are', async () => {
    grant('pull');
    const commands = createCommands({ bot: 'my-bot' });
    commands.add('fresh', { description: 'Is fresh.', fresh: true }, async () => 'x');
    const handler = commands.handler();

    for (const body of ['@my-bot fresh\n@my-bot fresh\n@my-bot help', '@my-bot nonsense', '@my-bot echo "']) {
      gitHub().requests.length = 0;
      expect(await say(handler, { body, delivery: { delivery_key: `k${body}` } })).toBe('settled');
      expect(asked().filter((one) => one !== 'GET collaborators/mona/permission')).toEqual([]);
      expect(asked().length).toBeLessThanOrEqual(1);
    }
    expect(lines('command refused')[0]).toMatchObject({ actor: { id: 7 }, reason: 'has no write permission there' });
  });

  it('tells the operator, and nobody else, that the App may not see members', async () => {
    process.env.WEBHOOK_DEPLOYMENT = 'Bot';
    gitHub().on(`GET ${paths.member}`, { status: 302, headers: { location: `${gitHub().url}/elsewhere` } });

    expect(await say(echo(), '@my-bot echo hi')).toBe('settled');
    delete process.env.WEBHOOK_DEPLOYMENT;
    expect(asked()).toEqual(['GET collaborators/mona/permission', 'GET orgs/octo-org/members/mona']);
    expect(lines('command not run: GitHub does not tell the rights')).toMatchObject([
      { RightsNotTold: 1, Deployment: 'Bot', service: 'Webhook Ingestion', level: 'ERROR' },
    ]);
  });

  it('takes no 404 for a no from a token that a ceiling cuts to repositories, and tells the operator', async () => {
    gitHub().on(`GET ${paths.member}`, { status: 404, body: { message: 'Not Found' } });
    const actualScopeDown = { repositoryIds: [42], repositoryNames: ['web'], permissions: { members: 'read' } };
    gitHub().on('POST /tokens/installation', ({ body }) => ({ body: { ...tokenFor(body).body, actualScopeDown } }));

    expect(await say(echo(), '@my-bot echo hi')).toBe('settled');
    expect(answers()).toEqual([]);
    expect(lines('command refused')).toEqual([]);
    const [line] = lines('command not run: GitHub does not tell the rights');
    expect(JSON.stringify(line)).toContain('give the function a ceiling without repositories');
  });

  it('takes it for one from a token that is not cut', async () => {
    gitHub().on(`GET ${paths.member}`, { status: 404, body: { message: 'Not Found' } });

    expect(await say(echo(), '@my-bot echo hi')).toBe('settled');
    expect(lines('command refused')).toHaveLength(1);
  });

  it.each([
    ['a token without it is refused by the deployment', 400, 'ClientSideError'],
    ['its ceiling has no members', 403, 'AccessDeniedError'],
  ])('tells the operator, too, where %s', async (_why, status, name) => {
    gitHub().on('POST /tokens/installation', ({ body }) =>
      Object(body).scopeDown?.permissions.members
        ? { status, headers: { 'x-amzn-errortype': name }, body: { message: 'no members' } }
        : tokenFor(body),
    );

    expect(await say(echo(), '@my-bot echo hi')).toBe('settled');
    expect(asked()).toEqual(['GET collaborators/mona/permission']);
    expect(lines('command not run: GitHub does not tell the rights')).toHaveLength(1);
  });

  it.each([
    ['a rate limit', { status: 403, headers: { 'retry-after': '60' }, body: { message: 'secondary rate limit' } }],
    ['a failure of GitHub', { status: 502, body: 'Bad gateway' }],
  ])('tries again after %s, before anybody was told anything', async (_what, reply) => {
    gitHub().on(`GET ${paths.permission}`, reply);
    const handler = echo();

    expect(await say(handler, '@my-bot echo hi')).toBe('again');
    expect(reactions()).toEqual([]);
    grant('push');
    expect(await say(handler, '@my-bot echo hi')).toBe('settled');
    expect(reactions()).toEqual(['eyes', 'rocket']);
  });

  it('types arguments and flags by their declaration', async () => {
    const ran: unknown[] = [];
    const commands = createCommands({ bot: 'my-bot' });
    const deploy = {
      description: 'Deploys.',
      arguments: { environment: oneOf('staging', 'production') },
      flags: { dryRun: onOff() },
      aliases: ['ship'],
    };
    commands.add('deploy', deploy, async ({ arguments: { environment }, flags: { dryRun }, sender, number }) => {
      const typed: 'staging' | 'production' = environment;
      ran.push({ typed, dryRun, sender, number });
      return `Deployed to ${typed}.`;
    });
    const handler = commands.handler();

    await say(handler, '@my-bot ship Staging \u2014dry-run');

    expect(ran).toEqual([{ typed: 'staging', dryRun: true, sender: { id: 7, login: 'mona' }, number: 5 }]);
    expect(answers()).toEqual(['Deployed to staging.']);
  });

  it.each([
    ['@my-bot', 'Write one of these at the beginning of a line:\n\n- `@my-bot help [<command>]`: Shows'],
    ['@my-bot help', '- `@my-bot echo <text…>`: Says it again.'],
    ['@my-bot help echo', '- `@my-bot echo <text…>`: Says it again.'],
    ['@my-bot ehco hi', 'There is no command `ehco`. Did you mean `echo`? Write `@my-bot help` to see what there is.'],
    ['@my-bot @octocat', 'There is no command `@octocat`. Write `@my-bot help`'],
    ['@my-bot echo', '`echo`: `text` must be given. It is written `@my-bot echo <text…>`.'],
    ['@my-bot help one two', '`help`: `two` is one word too many.'],
    ['@my-bot help "one', '`help`: The quote `"` is never closed.'],
    ['@my-bot echo a\u202eb', '`echo`: It has characters that nobody sees. Type it anew.'],
    ['@my-bot status', '`status`: No workflow is registered for it.'],
    ['@my-bot check abc', '`check`: No workflow is registered for it.'],
    ['@my-bot deploy staging', '`deploy`: No workflow is registered for it.'],
  ])('answers %j', async (body, expected) => {
    expect(await say(echo(), body)).toBe('settled');

    expect(answers()).toEqual([expect.stringContaining(expected)]);
    const isHelp = /help( echo)?$|bot$/.test(body);
    expect(reactions()).toEqual(['eyes', isHelp ? 'rocket' : 'confused']);
    if (!isHelp) expect(answers()[0]).toContain(`<sub>Delivery ${delivery}</sub>`);
    // No check run is ever posted without real work.
    expect(asked().filter((one) => one.includes('check-runs'))).toEqual([]);
  });

  it('counts what is registered by its name, and nothing that people made up', async () => {
    process.env.WEBHOOK_DEPLOYMENT = 'Bot';
    await say(echo(), '@my-bot echo hi');
    await say(echo(), { body: '@my-bot nonsense', delivery: { delivery_key: 'other' } });
    delete process.env.WEBHOOK_DEPLOYMENT;

    expect(lines('command executed')).toEqual([
      expect.objectContaining({ Command: 'echo', CommandExecuted: 1, Deployment: 'Bot', outcome: 'done' }),
    ]);
    expect(lines('command executed')[0]._aws.CloudWatchMetrics).toEqual([
      expect.objectContaining({ Namespace: 'GitHubAppPlatform', Dimensions: [['service', 'Deployment', 'Command']] }),
    ]);
  });

  it('parks an event that nobody can be answered for', async () => {
    await say(echo(), { body: '@my-bot help', delivery: { installation: undefined } });

    expect(aws().rows()[0]).toMatchObject({ Status: { S: 'parked' } });
  });

  it.each([
    ['twice', () => twice('one', 'one')],
    ['under a name that is none', () => twice('One', 'two')],
  ])('refuses a command %s', (_how, add) => {
    expect(add).toThrow(/is no name of a command|There is a command called one already/);
  });

  it('refuses arguments that could not be read', () => {
    const given = { description: 'x', arguments: { all: rest('all'), more: rest('more') } };

    expect(() => createCommands({ bot: 'my-bot' }).add('odd', given, async () => undefined)).toThrow(
      'rest(…) is the last',
    );
  });
});

function twice(one: string, other: string): void {
  const commands = createCommands({ bot: 'my-bot' });
  for (const name of [one, other]) commands.add(name, { description: 'x' }, async () => undefined);
}

function tokenFor(body: unknown) {
  const { appId, installationId } = Object(body);
  const expirationTime = new Date(Date.now() + 3_600_000).toISOString();
  const token = { installationToken: 'ghs_2.a.b', nodeId: 'O_1', appId, installationId, expirationTime };
  return { body: { ...token, actualScopeDown: {} } };
}
