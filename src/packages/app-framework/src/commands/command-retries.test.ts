import { useCommentedRepository } from './commented.test.support';
import { createCommands } from './create-commands';

const { say, answers, reactions, lines, gitHub, aws, paths, saysNow } = useCommentedRepository();

beforeEach(() => {
  jest.useFakeTimers({ now: Date.now(), doNotFake: ['setTimeout', 'setImmediate', 'nextTick'] });
});
afterEach(() => {
  jest.useRealTimers();
  for (const name of ['USER_TOKEN_ENDPOINT', 'WEBHOOK_MOST_EFFECTS']) delete process.env[`APP_FRAMEWORK_${name}`];
});

/** A bot with commands that only tell that they ran. */
function counting(...names: readonly string[]) {
  const ran: string[] = [];
  const commands = createCommands({ bot: 'my-bot' });
  for (const name of names) commands.add(name, { description: 'x' }, async () => void ran.push(name));
  return { commands, ran };
}

/** Has the end of the work not kept: its message comes again, as if the process had died there. */
function losesItsEnd(): void {
  aws().intercept(({ input }) => (JSON.stringify(input).includes('{"S":"done"}') ? { status: 500 } : undefined));
}

function later(): void {
  aws().intercept(() => undefined);
  jest.setSystemTime(Date.now() + 15 * 60_000);
}

describe('commands that are tried again', () => {
  it('run once and are done where the breaker refuses the answer', async () => {
    process.env.APP_FRAMEWORK_WEBHOOK_MOST_EFFECTS = '0';
    const { commands, ran } = counting('one');
    commands.add('two', { description: 'x' }, async () => {
      ran.push('two');
      return 'Did it.';
    });

    expect(await say(commands.handler(), '@my-bot two\n@my-bot one')).toBe('settled');

    expect(ran).toEqual(['two', 'one']);
    expect(answers()).toEqual([]);
    expect(lines('feedback was not given')).toHaveLength(1);
    expect(aws().rows()).toContainEqual(expect.objectContaining({ Status: { S: 'done' } }));
  });

  it('are parked where the breaker refuses what the command itself writes', async () => {
    process.env.APP_FRAMEWORK_WEBHOOK_MOST_EFFECTS = '0';
    const commands = createCommands({ bot: 'my-bot' });
    commands.add('one', { description: 'x' }, async ({ octokit, repository }) => {
      await octokit.rest.issues.createComment({ ...repository, issue_number: 5, body: 'Hi' }).catch(() => undefined);
    });

    await say(commands.handler(), '@my-bot one');

    expect(aws().rows()).toContainEqual(expect.objectContaining({ Status: { S: 'parked' } }));
  });

  it('run none a second time where all were done and only the end was lost', async () => {
    const { commands, ran } = counting('one', 'two');
    losesItsEnd();
    expect(await say(commands.handler(), '@my-bot one\n@my-bot two')).toBe('again');
    later();

    expect(await say(commands.handler(), '@my-bot one\n@my-bot two')).toBe('settled');
    expect(ran).toEqual(['one', 'two']);
  });

  it('run none behind one that failed, also where the end was lost', async () => {
    const { commands, ran } = counting('two');
    commands.add('one', { description: 'x' }, async ({ fail }) => {
      ran.push('one');
      return fail('No.');
    });
    losesItsEnd();
    await say(commands.handler(), '@my-bot one\n@my-bot two');
    later();

    expect(await say(commands.handler(), '@my-bot one\n@my-bot two')).toBe('settled');
    expect(ran).toEqual(['one']);
    expect(reactions()).toEqual(['eyes', 'confused']);
  });

  it('wait for the replay of the sign-in, also where they are tried again after it', async () => {
    process.env.APP_FRAMEWORK_USER_TOKEN_ENDPOINT = `${gitHub().url}/user-token/`;
    gitHub().on('POST /user-token/', { body: { signInUrl: 'https://api.example.com/prod/auth/login?ask=one' } });
    const { commands, ran } = counting('one');
    commands.add('ship', { description: 'x', as: 'user' }, async () => void ran.push('ship'));
    const body = '@my-bot one\n@my-bot ship\n@my-bot one';
    saysNow(body);
    losesItsEnd();
    expect(await say(commands.handler(), body)).toBe('again');
    later();
    gitHub().on('POST /user-token/', { body: { token: 'ghu_1', version: 'v1' } });

    expect(await say(commands.handler(), body)).toBe('settled');
    expect(ran).toEqual(['one']);
    await say(commands.handler(), { body, delivery: { replay_id: 'ask:one' } });
    expect(ran).toEqual(['one', 'ship', 'one']);
    await say(commands.handler(), { body, delivery: { replay_id: 'ask:two' } });
    expect(ran).toHaveLength(3);
    expect(gitHub().asked()).not.toContain(`GET ${paths.repository}/issues/5/comments`);
  });

  it('go on behind the one that waited, in a later try of the replay, too', async () => {
    process.env.APP_FRAMEWORK_USER_TOKEN_ENDPOINT = `${gitHub().url}/user-token/`;
    gitHub().on('POST /user-token/', { body: { signInUrl: 'https://api.example.com/prod/auth/login?ask=one' } });
    gitHub().on(`GET ${paths.repository}/issues/5/comments`, { body: [] });
    const { commands, ran } = counting();
    commands.add('ship', { description: 'x', as: 'user' }, async () => void ran.push('ship'));
    commands.add('two', { description: 'x' }, async () => {
      ran.push('two');
      if (ran.length === 2) throw new Error('GitHub answered 502');
    });
    const body = '@my-bot ship\n@my-bot two';
    saysNow(body);
    await say(commands.handler(), body);
    gitHub().on('POST /user-token/', { body: { token: 'ghu_1', version: 'v1' } });
    const resumed = { body, delivery: { replay_id: 'ask:one' } };

    expect(await say(commands.handler(), resumed)).toBe('again');
    later();
    expect(await say(commands.handler(), resumed)).toBe('settled');
    expect(ran).toEqual(['ship', 'two', 'two']);
  });
});

describe('commands that are interrupted', () => {
  const interrupted =
    /^`one`: It began before, was interrupted, and may have done a part .* What stands behind it was not run\./;

  /** A bot whose command ends never in its first tries, as if a time-out killed the function there. */
  function dying({ tries, ...declaration }: { readonly tries: number; readonly repeatable?: true }) {
    const { commands, ran } = counting('two');
    commands.add('one', { description: 'x', ...declaration }, () => {
      ran.push('one');
      return ran.length > tries ? Promise.resolve('Did it.') : new Promise<never>(() => undefined);
    });
    return { handler: commands.handler(), ran };
  }

  /** Brings the comment, and gives the function up once the command runs. */
  async function dies({ handler, ran }: ReturnType<typeof dying>): Promise<void> {
    const before = ran.length;
    void say(handler, '@my-bot one\n@my-bot two');
    while (ran.length === before) await new Promise((resolve) => setImmediate(resolve));
    later();
  }

  it('are not run again, and people are told', async () => {
    const bot = dying({ tries: 1 });
    await dies(bot);

    expect(await say(bot.handler, '@my-bot one\n@my-bot two')).toBe('settled');
    expect(bot.ran).toEqual(['one']);
    expect(answers()).toEqual([expect.stringMatching(interrupted)]);
    expect(reactions().at(-1)).toBe('confused');
    expect(lines('command interrupted')).toHaveLength(1);
    await say(bot.handler, { body: '@my-bot one\n@my-bot two', delivery: { replay_id: 'again' } });
    expect(bot.ran).toEqual(['one']);
  });

  it('are begun by one of two tries', async () => {
    const bot = dying({ tries: 1 });
    // What the second one reads is from before the first one began.
    aws().interceptAfter(({ input }) =>
      !JSON.stringify(input).includes('FinishedCommands') && JSON.stringify(input).includes('#commands#')
        ? { status: 200, body: '{}' }
        : undefined,
    );
    await dies(bot);

    await say(bot.handler, { body: '@my-bot one\n@my-bot two', delivery: { replay_id: 'again' } });
    expect(bot.ran).toEqual(['one']);
    expect(answers()).toEqual([expect.stringMatching(interrupted)]);
  });

  it('run again where they are declared to be repeatable', async () => {
    const bot = dying({ tries: 2, repeatable: true });
    await dies(bot);
    await dies(bot);

    expect(await say(bot.handler, '@my-bot one\n@my-bot two')).toBe('settled');
    expect(bot.ran).toEqual(['one', 'one', 'one', 'two']);
    expect(answers()).toEqual(['Did it.']);
  });

  it('are given up in their last try, in which people are told of those that are repeatable, too', async () => {
    const bot = dying({ tries: 8, repeatable: true });
    for (let tried = 1; tried < 8; tried += 1) await dies(bot);

    expect(await say(bot.handler, '@my-bot one\n@my-bot two')).toBe('settled');
    expect(bot.ran).toHaveLength(7);
    expect(answers()).toEqual([expect.stringMatching(interrupted)]);
  });

  it('begin anew where an earlier try ended by itself, if badly', async () => {
    const { commands, ran } = counting();
    gitHub().on(`GET ${paths.repository}/issues/5/comments`, { body: [] });
    commands.add('one', { description: 'x' }, async () => {
      ran.push('one');
      if (ran.length === 1) throw new Error('GitHub answered 502');
    });
    expect(await say(commands.handler(), '@my-bot one')).toBe('again');
    later();

    expect(await say(commands.handler(), '@my-bot one')).toBe('settled');
    expect(ran).toEqual(['one', 'one']);
  });
});
