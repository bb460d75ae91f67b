import { saidIn, useCommentedRepository } from './commented.test.support';
import { createCommands } from './create-commands';

const { say, asked, answers, reactions, lines, gitHub, aws, pullHasHead, paths } = useCommentedRepository();
const echo = () => createCommands({ bot: 'my-bot' }).handler();

/** A command that answers the commit that it is for. */
function building(work: () => Promise<void> = async () => undefined) {
  const commands = createCommands({ bot: 'my-bot' });
  commands.add('build', { description: 'Builds.' }, async ({ sha, answer }) => {
    await answer('Building …');
    await work();
    return `Built ${sha}.`;
  });
  return commands.handler();
}

const noon = '2026-11-01T12:00:00Z';
const kinds = saidIn('@my-bot build');
const onPull = kinds.pull_request;

describe('commands in the threads of GitHub', () => {
  it.each([
    ['issue_comment', 'issues/5/comments', 'issues/comments/901', 'issues/comments/71/reactions', 'Built undefined.'],
    [
      'pull_request_review_comment',
      'pulls/5/comments/70/replies',
      'pulls/comments/901',
      'pulls/comments/71/reactions',
      'Built head-1.',
    ],
    ['commit_comment', 'commits/abc/comments', 'comments/901', 'comments/71/reactions', 'Built abc.'],
    ['pull_request_review', 'issues/5/comments', 'issues/comments/901', 'graphql', 'Built head-1.'],
  ] as const)(
    'answers %s where it was said, in one comment that it edits',
    async (event, made, edited, reacted, built) => {
      expect(await say(building(), kinds[event])).toBe('settled');

      const reacting = reacted === 'graphql' ? 'POST /api/graphql' : `POST ${reacted}`;
      expect(asked().filter((one) => !one.startsWith('GET'))).toEqual([
        reacting,
        `POST ${made}`,
        `PATCH ${edited}`,
        reacting,
      ]);
      expect(answers()).toEqual(['Building …', built]);
    },
  );

  it('reacts to a review by its node', async () => {
    await say(building(), kinds.pull_request_review);

    const variables = gitHub()
      .requests.filter(({ path }) => path === '/api/graphql')
      .map(({ body }) => Object(body).variables);
    expect(variables).toEqual([
      { subjectId: 'PRR_71', content: 'EYES' },
      { subjectId: 'PRR_71', content: 'ROCKET' },
    ]);
  });

  it.each([
    ['locked', 403],
    ['deleted', 404],
    ['archived', 403],
    ['gone', 410],
    ['not answering', 502],
  ])('runs a command once where its thread is %s, and tells the operator', async (_why, status) => {
    for (const path of ['issues/5/comments', 'issues/comments/71/reactions']) {
      gitHub().on(`POST ${paths.repository}/${path}`, { status, body: { message: 'no' } });
    }
    const work = jest.fn(async () => undefined);

    expect(await say(building(work), '@my-bot build')).toBe('settled');
    expect(work).toHaveBeenCalledTimes(1);
    expect(aws().rows()[0]).toMatchObject({ Status: { S: 'done' } });
    expect(lines('feedback was not given').length).toBeGreaterThan(1);
    // What was refused is not tried once more for each thing there is to say.
    expect(asked().filter((one) => one === 'POST issues/5/comments')).toHaveLength(1);
  });

  it('does not leave there that it tries again where the command itself says nothing', async () => {
    let tries = 0;
    const commands = createCommands({ bot: 'my-bot' });
    commands.add('one', { description: 'x' }, async () => {
      tries += 1;
      if (tries === 1) throw new Error('broken');
    });
    const handler = commands.handler();
    expect(await say(handler, '@my-bot one')).toBe('again');
    const [said] = gitHub().requests.filter(({ path, method }) => path.endsWith('5/comments') && method === 'POST');
    const listed = { id: 901, ...Object(said?.body), performed_via_github_app: { id: 1234 } };
    gitHub().on(`GET ${paths.repository}/issues/5/comments`, { body: [listed] });

    expect(await say(handler, '@my-bot one')).toBe('settled');
    expect(answers()).toEqual([expect.stringContaining('is tried again by itself'), 'Done.']);
  });

  it('tries again what throws, says so, edits that comment, and runs what was done before no second time', async () => {
    const ran: string[] = [];
    const commands = createCommands({ bot: 'my-bot' });
    for (const name of ['one', 'two', 'three']) {
      commands.add(name, { description: 'x' }, async () => {
        ran.push(name);
        if (name === 'two' && ran.length === 2) throw new Error('secret of the database');
        return `Did ${name}.`;
      });
    }
    const handler = commands.handler();
    const body = '@my-bot one\n@my-bot two\n@my-bot three';

    expect(await say(handler, body)).toBe('again');
    expect(answers()).toEqual([
      'Did one.',
      expect.stringMatching(/^`two`: It did not work, and is tried again by itself\./),
    ]);
    const [, second] = gitHub().requests.filter(({ path, method }) => path.endsWith('5/comments') && method === 'POST');
    const listed = { id: 902, ...Object(second?.body), performed_via_github_app: { id: 1234 } };
    gitHub().on(`GET ${paths.repository}/issues/5/comments`, { body: [listed] });
    expect(await say(handler, body)).toBe('settled');

    expect(ran).toEqual(['one', 'two', 'two', 'three']);
    expect(answers().slice(2)).toEqual(['Did two.', 'Did three.']);
    expect(answers().join()).not.toContain('secret');
    expect(reactions().at(-1)).toBe('rocket');
  });

  it('keeps what is done before it begins with the next, for the process may die in it', async () => {
    const kept: unknown[] = [];
    const commands = createCommands({ bot: 'my-bot' });
    commands.add('one', { description: 'x' }, async () => undefined);
    commands.add('two', { description: 'x' }, async () => void kept.push(...aws().rows()));

    await say(commands.handler(), '@my-bot one\n@my-bot two');

    expect(kept).toContainEqual(expect.objectContaining({ FinishedCommands: { N: '1' } }));
  });

  it('keeps it where its role lets it write: among the effects of the host', async () => {
    const keys: string[] = [];
    aws().intercept(({ input }) => {
      if (JSON.stringify(input).includes('FinishedCommands')) keys.push(Object(input).Key.Delivery.S);
      return undefined;
    });

    await say(echo(), '@my-bot echo one\n@my-bot echo two');

    expect(new Set(keys)).toEqual(new Set([expect.stringMatching(/^effects#api\.github\.com#1234#/)]));
  });

  it('tells what failed for good with the delivery, runs nothing behind it, and parks it for the operator', async () => {
    const ran = jest.fn(async () => undefined);
    const commands = createCommands({ bot: 'my-bot' });
    commands.add('one', { description: 'x' }, async () => {
      throw new Error('broken');
    });
    commands.add('two', { description: 'x' }, ran);
    const handler = commands.handler();
    gitHub().on(`GET ${paths.repository}/issues/5/comments`, { body: [] });

    for (let tried = 1; tried < 8; tried += 1) expect(await say(handler, '@my-bot one\n@my-bot two')).toBe('again');
    expect(await say(handler, '@my-bot one\n@my-bot two')).toBe('settled');

    expect(ran).not.toHaveBeenCalled();
    expect(answers().at(-1)).toMatch(
      /^`one`: It did not work\. Say it again, .* What stands behind it was not run\.\n\n<sub>Delivery 7a3f/,
    );
    expect(reactions().at(-1)).toBe('confused');
    expect(
      aws()
        .rows()
        .find(({ Status }) => Status),
    ).toMatchObject({ Status: { S: 'parked' } });
  });

  it('ends a command that says that it failed', async () => {
    const commands = createCommands({ bot: 'my-bot' });
    commands.add('one', { description: 'x' }, async ({ fail }) => fail('The branch is gone.'));

    expect(await say(commands.handler(), '@my-bot one')).toBe('settled');
    expect(answers()).toEqual([expect.stringMatching(/^`one`: The branch is gone\.\n\n<sub>Delivery/)]);
    expect(reactions()).toEqual(['eyes', 'confused']);
  });

  it('tells how many commands of a comment were left out', async () => {
    await say(echo(), Array.from({ length: 7 }, (_, index) => `@my-bot echo ${index}`).join('\n'));

    expect(answers()).toHaveLength(6);
    expect(reactions()).toEqual(['eyes', 'rocket']);
    expect(answers().at(-1)).toBe('Five commands of a comment are run: 2 more were left out.');
  });
});

describe('a command on a pull request', () => {
  it('is for the head that GitHub shows was there before the comment', async () => {
    expect(await say(building(), onPull)).toBe('settled');
    expect(answers().at(-1)).toBe('Built head-1.');
  });

  it.each(['pull_request_review_comment', 'pull_request_review'] as const)(
    'is refused after a push that came behind a %s, and names both heads',
    async (event) => {
      pullHasHead('head-2');
      await say(building(), kinds[event]);

      expect(answers()).toHaveLength(1);
      expect(answers()[0]).toContain('the head is `head-2` now. It was `head-1` then. Look at it, and say it again.');
    },
  );

  it.each([
    [
      'names both where GitHub tells what was pushed',
      [{ timestamp: '2026-11-01T12:00:03Z', before: 'head-1' }],
      'It was `head-1` then.',
    ],
    ['names the one that is known where GitHub tells nothing', undefined, 'the head is `head-2` now. Look at it'],
  ])('is refused after a push that came behind a comment, and %s', async (_how, activity, expected) => {
    pullHasHead('head-2', '2026-11-01T12:00:03Z');
    if (activity) gitHub().on(`GET ${paths.repository}/activity`, { body: activity });
    const work = jest.fn(async () => undefined);

    await say(building(work), { ...onPull, comment: { created_at: noon } });

    expect(work).not.toHaveBeenCalled();
    expect(answers()[0]).toContain(expected);
  });

  it('is run where what was pushed since is another branch', async () => {
    pullHasHead('head-1', '2026-11-01T12:00:03Z');
    gitHub().on(`GET ${paths.repository}/activity`, {
      body: [{ timestamp: '2026-11-01T11:00:00Z', before: 'head-0', after: 'head-1' }],
    });

    await say(building(), { ...onPull, comment: { created_at: noon } });

    expect(answers().at(-1)).toBe('Built head-1.');
  });

  it('is refused in a later try, where something was pushed between the two', async () => {
    let tries = 0;
    const handler = building(async () => {
      tries += 1;
      throw new Error('GitHub answered 502');
    });
    gitHub().on(`GET ${paths.repository}/issues/5/comments`, { body: [] });

    expect(await say(handler, onPull)).toBe('again');
    pullHasHead('head-2');
    expect(await say(handler, onPull)).toBe('settled');
    expect(tries).toBe(1);
    expect(answers().at(-1)).toContain('the head is `head-2` now. It was `head-1` then.');
  });

  it('asks for no head where the command is not about the code', async () => {
    await say(echo(), { ...onPull, body: '@my-bot echo hi' });

    expect(asked()).not.toContain('GET pulls/5');
  });
});
