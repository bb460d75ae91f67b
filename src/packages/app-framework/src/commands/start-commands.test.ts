import { field } from '../lambda/parsed-json';
import { useCommentedRepository } from './commented.test.support';
import { createCommands } from './create-commands';
import { startWorkflows } from './start-commands';

const { say, answers, reactions, aws, gitHub, grant } = useCommentedRepository();
const sha = 'd'.repeat(40);
const job = { workflow: 'deploy', job: '2cdf7d867e6dc9240a6acbd4dd6c533530ccff2b' };

describe('the commands that start workflows', () => {
  const asked: unknown[] = [];
  let answer: object = {};
  const started = (input: unknown) => {
    asked.push(input);
    return { status: 200, body: JSON.stringify(answer) };
  };
  beforeEach(() => {
    answer = { jobs: [job] };
    asked.length = 0;
    process.env.APP_FRAMEWORK_COMMAND_STARTS_FUNCTION = 'starts-of-mine';
    aws().intercept(({ operation, input }) => (operation === 'Invoke' ? started(input) : undefined));
  });
  afterEach(() => {
    delete process.env.APP_FRAMEWORK_COMMAND_STARTS_FUNCTION;
  });
  const bot = () => createCommands({ bot: 'my-bot' }).handler();
  const onCommit = (body: string) => ({
    event: 'commit_comment',
    body,
    comment: { commit_id: 'abc' },
    payload: { issue: undefined },
  });
  const onlyAsked = () => field(asked[0], 'input');

  it('deploy starts them for who said so, on the commit where it is said, with what it was given', async () => {
    await say(bot(), onCommit('@my-bot deploy staging'));

    expect(asked).toEqual([expect.objectContaining({ functionName: 'starts-of-mine' })]);
    expect(onlyAsked()).toMatchObject({
      command: 'deploy',
      given: { environment: 'staging' },
      ordinal: 1,
      sha: 'abc',
      sender: { login: 'mona' },
      permission: 'write',
      delivery: { repository: { full_name: 'octo-org/web' } },
    });
    expect(field(field(onlyAsked(), 'delivery'), 'payload')).toBeUndefined();
    expect([answers().at(-1), reactions().at(-1)]).toEqual(['Started `deploy`: job `2cdf7d867e`.', 'rocket']);
  });

  it('check starts them on a commit that is named', async () => {
    gitHub().on('GET /api/v3/repos/octo-org/web/commits/ddddddd', { body: { sha } });
    await say(bot(), '@my-bot check ddddddd');
    expect(onlyAsked()).toMatchObject({ command: 'check', sha });
    expect(field(onlyAsked(), 'pullRequest')).toBeUndefined();
  });

  it('tell what they ask for, so that nobody with less runs again what they started', async () => {
    const commands = createCommands({ bot: 'my-bot', permission: 'triage' });
    const declaration = { description: 'Deploys.', permission: 'maintain', head: 'any' } as const;
    commands.add('deploy', declaration, (place) => startWorkflows(place, { command: 'deploy', commit: sha }));
    commands.add('soak', { description: 'Soaks it.', head: 'any' }, (place) =>
      startWorkflows(place, { command: 'soak', commit: sha }),
    );
    gitHub().on(`GET /api/v3/repos/octo-org/web/commits/${sha}`, { body: { sha } });
    grant('pull', 'triage', 'push', 'maintain');
    await say(commands.handler(), '@my-bot deploy\n@my-bot soak');
    expect(asked.map((one) => field(field(one, 'input'), 'permission'))).toEqual(['maintain', 'triage']);
  });

  it('counts the commands of a comment, so that each starts its own', async () => {
    await say(bot(), onCommit('@my-bot deploy staging\n@my-bot deploy production'));
    expect(asked.map((one) => field(field(one, 'input'), 'ordinal'))).toEqual([1, 2]);
  });

  it('counts what one command starts', async () => {
    const commands = createCommands({ bot: 'my-bot' });
    commands.add('both', { description: 'Deploys both.', repeatable: true }, async (place) => {
      const start = (command: string) => startWorkflows(place, { command });
      return [await start('deploy'), await start('soak'), await start('deploy')].join('\n');
    });
    const both = onCommit('@my-bot both\n@my-bot both');
    await say(commands.handler(), both);
    const told = asked.map((one) => ['ordinal', 'command', 'nth'].map((name) => field(field(one, 'input'), name)));
    const each = [
      ['deploy', 1],
      ['soak', 1],
      ['deploy', 2],
    ];
    expect(told).toEqual([...each.map((one) => [1, ...one]), ...each.map((one) => [2, ...one])]);
  });

  it('starts the same after a sign-in, and others in a replay', async () => {
    process.env.APP_FRAMEWORK_USER_TOKEN_ENDPOINT = `${gitHub().url}/user-token/`;
    gitHub().on('POST /user-token/', { body: { signInUrl: 'https://bot.example.com/auth/login?ask=one' } });
    const commands = createCommands({ bot: 'my-bot' });
    commands.add('ship', { description: 'Ships.', as: 'user' }, (place) => startWorkflows(place, { command: 'ship' }));
    const said = (body: string) => {
      gitHub().on('GET /api/v3/repos/octo-org/web/comments/71', { body: { id: 71, body } });
      return onCommit(body);
    };
    const body = said('@my-bot ship');
    await say(commands.handler(), body);
    gitHub().on('POST /user-token/', { body: { token: 'ghu_1', version: 'v1' } });
    await say(commands.handler(), { ...body, delivery: { replay_id: 'ask:one' } });
    delete process.env.APP_FRAMEWORK_USER_TOKEN_ENDPOINT;
    await say(bot(), { ...said('@my-bot deploy'), delivery: { delivery_key: 'other', replay_id: 'by-hand' } });
    expect(asked.map((one) => field(field(field(one, 'input'), 'delivery'), 'replay_id'))).toEqual([
      undefined,
      'by-hand',
    ]);
  });

  it('a command of an author starts those of its name', async () => {
    const commands = createCommands({ bot: 'my-bot' });
    commands.add('soak', { description: 'Soaks it.', repeatable: true }, (place) =>
      startWorkflows(place, { command: 'soak', given: { hours: 3 } }),
    );
    await say(commands.handler(), onCommit('@my-bot soak'));
    expect(onlyAsked()).toMatchObject({ command: 'soak', given: { hours: 3 } });
  });

  it.each([
    ['a commit that is none', '@my-bot check main', 'is no commit'],
    ['no commit', '@my-bot deploy', 'say it on a pull request or on a commit'],
  ])('fail for %s, and start nothing', async (_what, body, text) => {
    await say(bot(), body);
    expect([answers().at(-1), asked, reactions().at(-1)]).toEqual([expect.stringContaining(text), [], 'confused']);
  });

  it('fail for a commit that the repository does not have', async () => {
    gitHub().on('GET /api/v3/repos/octo-org/web/commits/eeeeeee', {
      status: 422,
      body: { message: 'No commit found' },
    });
    await say(bot(), '@my-bot check eeeeeee');
    expect([answers().at(-1), asked]).toEqual([expect.stringContaining('has no commit `eeeeeee`'), []]);
  });

  it('fail where filters refuse all that it means, and say which on what', async () => {
    const refused = (workflow: string) => ({ workflow, by: 'repository', value: '`6`' });
    answer = { jobs: [], refusals: ['deploy', 'b', 'c', 'd', 'e', 'f', 'g'].map(refused) };
    await say(bot(), onCommit('@my-bot deploy'));
    expect(answers().at(-1)).toContain(
      'Nothing is started.\n- `deploy`: the filter `repository` refuses `\u02cb6\u02cb`.\n',
    );
    expect(answers().at(-1)).toContain('- `e`: the filter `repository` refuses `\u02cb6\u02cb`.\n- and 2 more.');
    expect(reactions().at(-1)).toBe('confused');
  });

  it('fail where no workflow is for it, and where the bot knows of none', async () => {
    answer = { jobs: [] };
    await say(bot(), onCommit('@my-bot deploy'));
    expect(answers().at(-1)).toContain('No workflow is registered');
    delete process.env.APP_FRAMEWORK_COMMAND_STARTS_FUNCTION;
    await say(bot(), { ...onCommit('@my-bot deploy'), delivery: { delivery_key: 'other' } });
    expect(answers().at(-1)).toContain('No workflow is registered');
  });
});
