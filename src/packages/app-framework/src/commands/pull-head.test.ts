import { useCommentedRepository } from './commented.test.support';
import { createCommands } from './create-commands';

const { say, answers, gitHub, pullHasHead, paths } = useCommentedRepository();

async function expectRefused(comment: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const work = jest.fn(async () => undefined);
  const commands = createCommands({ bot: 'my-bot' });
  commands.add('build', { description: 'Builds.' }, work);
  await say(commands.handler(), {
    body: '@my-bot build',
    payload: { issue: { number: 5, pull_request: {} } },
    comment: { created_at: '2026-11-01T12:00:00Z', ...comment },
  });
  expect(work).not.toHaveBeenCalled();
}

describe('a command on a pull request of which GitHub does not tell enough', () => {
  const older = { timestamp: '2026-11-01T11:00:00Z', before: 'head-0', after: 'head-1' };

  it.each([
    ['the list of pushes lags behind', [older], {}, 'head-2'],
    ['the list of pushes is empty', [], {}, 'head-1'],
    ['a push has no date', [{ ...older, timestamp: 'soon' }, older], {}, 'head-1'],
    ['the comment has none', [older], { created_at: 'soon' }, 'head-1'],
    ['the branch has no repository any more', undefined, {}, 'head-1'],
  ])('is refused, and nothing claimed, where %s', async (what, activity, comment, head) => {
    pullHasHead(head, '2026-11-01T12:00:03Z');
    if (activity) gitHub().on(`GET ${paths.repository}/activity`, { body: activity });
    const gone = { body: { number: 5, head: { sha: head, ref: 'work', repo: null } } };
    if (!activity) gitHub().on(`GET ${paths.repository}/pulls/5`, gone);
    await expectRefused(comment);
    expect(answers()[0]).toContain(
      what === 'a push has no date'
        ? 'Something was pushed'
        : 'GitHub does not show whether something was pushed after',
    );
  });

  it('is refused where something was pushed in the second that the comment was written in', async () => {
    pullHasHead('head-2', '2026-11-01T12:00:00Z');
    await expectRefused();
    expect(answers()[0]).toContain('GitHub does not show whether something was pushed after');
  });

  it('names no head of before where the branch was made after the comment', async () => {
    pullHasHead('head-1', '2026-11-01T12:00:03Z');
    const made = { timestamp: '2026-11-01T12:00:02Z', before: '0'.repeat(40), after: 'head-1' };
    gitHub().on(`GET ${paths.repository}/activity`, { body: [made] });
    await expectRefused();
    expect(answers()[0]).toContain('Something was pushed after the comment, and the head is `head-1` now. Look at it');
  });
});
