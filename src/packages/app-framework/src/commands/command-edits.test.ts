import { useCommentedRepository } from './commented.test.support';
import { createCommands } from './create-commands';

const { say, asked, answers, gitHub, saysNow } = useCommentedRepository();
const echo = () => createCommands({ bot: 'my-bot' }).handler();

/** Edits a comment, where edits run. */
const edit = (from: string, body: string) =>
  say(echo(), { body, action: 'edited', payload: { changes: { body: { from } } } });
const echoes = (...words: readonly string[]) => words.map((one) => `@my-bot echo ${one}`).join('\n');

describe('an edit of a comment', () => {
  it('runs what it adds, as the editor', async () => {
    expect(await edit('@my-bot echo old', '@my-bot echo old\n\n@my-bot echo new')).toBe('settled');
    expect(answers()).toEqual(['```text\nnew\n```']);
  });

  it('runs a command that it says once more', async () => {
    await edit(echoes('a'), echoes('a', 'a'));
    expect(answers()).toEqual(['```text\na\n```']);
  });

  it.each([
    ['removes a space', '@my-bot  echo  a   b', '@my-bot echo a b'],
    ['takes other quotes', '@my-bot echo "a"', '@my-bot echo \u201ca\u201d'],
    ['takes another dash', '@my-bot echo a \u2014b', '@my-bot echo a --b'],
    ['writes the name in another case', '@my-bot Echo a', '@my-bot echo a'],
    ['calls the bot in another way', '@my-bot echo a', '/My-Bot: echo a'],
    ['moves it', echoes('a', 'b'), echoes('b', 'a')],
    [
      'deletes one, behind which there were six',
      echoes('a', 'b', 'c', 'd', 'e', 'f', 'g'),
      echoes('a', 'c', 'd', 'e', 'f', 'g'),
    ],
    ['deletes the sixth', echoes('a', 'b', 'c', 'd', 'e', 'f', 'g'), echoes('a', 'b', 'c', 'd', 'e', 'g')],
  ])('runs nothing where it only %s', async (_what, from, body) => {
    expect(await edit(from, body)).toBe('settled');
    expect(asked()).toEqual([]);
  });

  it.each([
    ['a flag that was in quotes', '@my-bot echo "--a"', '@my-bot echo --a'],
    ['two words that were one', '@my-bot echo "a b"', '@my-bot echo a b'],
  ])('runs %s', async (_what, from, body) => {
    await edit(from, body);
    expect(answers()).toHaveLength(1);
  });
});

describe('commands of which GitHub is asked whether they are still said', () => {
  const failing = () => {
    const work = jest.fn(async () => {
      throw new Error('GitHub answered 502');
    });
    const commands = createCommands({ bot: 'my-bot' });
    commands.add('one', { description: 'x' }, work);
    return { handler: commands.handler(), work };
  };

  it.each([
    ['a later try', {}],
    ['a replay', { replay_id: 'again' }],
  ])('are not run by %s where the comment does not say it any more', async (_what, delivery) => {
    const { handler, work } = failing();
    expect(await say(handler, '@my-bot one')).toBe('again');
    saysNow('Never mind.');

    expect(await say(handler, { body: '@my-bot one', delivery })).toBe('settled');
    expect(work).toHaveBeenCalledTimes(1);
    expect(answers().at(-1)).toContain('the comment does not say it any more');
  });

  it.each([
    ['came late', new Date(Date.now() - 61_000).toISOString(), 'Never mind.', 0],
    ['came late, and the comment says it still', new Date(Date.now() - 61_000).toISOString(), '@my-bot one', 1],
    ['has no date', 'soon', 'Never mind.', 0],
    ['came at once', new Date().toISOString(), 'Never mind.', 1],
  ])('are looked up in the first try where their delivery %s', async (_what, created_at, now, runs) => {
    const work = jest.fn(async () => undefined);
    const commands = createCommands({ bot: 'my-bot' });
    commands.add('one', { description: 'x' }, work);
    saysNow(now);

    expect(await say(commands.handler(), { body: '@my-bot one', comment: { created_at } })).toBe('settled');
    expect(work).toHaveBeenCalledTimes(runs);
  });

  it('are run by a replay while the comment says it, however it is written by now', async () => {
    const { handler, work } = failing();
    await say(handler, '@my-bot one');
    saysNow('Please:\n/my-bot  ONE');

    await say(handler, { body: '@my-bot one', delivery: { replay_id: 'again' } });
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('are looked up once for all of a comment, and not in their first try', async () => {
    const commands = createCommands({ bot: 'my-bot' });
    const looks = () => asked().filter((one) => one === 'GET issues/comments/71');
    const body = `@my-bot one\n${echoes('a', 'b')}`;
    let tries = 0;
    commands.add('one', { description: 'x' }, async () => {
      tries += 1;
      if (tries === 1) throw new Error('GitHub answered 502');
    });
    const handler = commands.handler();
    await say(handler, body);
    expect(looks()).toHaveLength(0);

    await say(handler, body);
    expect(looks()).toHaveLength(1);
  });

  it('are not run by a replay where they are done', async () => {
    await say(echo(), '@my-bot echo hi');
    gitHub().requests.length = 0;

    expect(await say(echo(), { body: '@my-bot echo hi', delivery: { replay_id: 'again' } })).toBe('settled');
    expect(asked()).toEqual([]);
  });
});
