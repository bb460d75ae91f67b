import { field } from '../lambda/parsed-json';
import { useCommentedRepository } from './commented.test.support';
import { createCommands } from './create-commands';

const { say, answers, reactions, aws } = useCommentedRepository();
const bot = () => createCommands({ bot: 'my-bot' }).handler();
const id = '2cdf7d867e6dc9240a6acbd4dd6c533530ccff2b';
const job = {
  job: id,
  workflow: 'ci',
  status: 'RUNNING',
  sha: 'abcdef0123'.repeat(4),
  checkRunId: 7,
  startedBy: 'octo`cat',
  createdAt: '2026-11-28T20:01:02.000Z',
};

describe('the commands about jobs', () => {
  let answer: object;
  let asked: unknown[];
  beforeEach(() => {
    process.env.APP_FRAMEWORK_JOBS_FUNCTION = 'jobs-of-mine';
    process.env.APP_FRAMEWORK_COMMAND_STARTS_FUNCTION = 'starts-of-mine';
    process.env.APP_FRAMEWORK_APPROVALS_FUNCTION = 'approvals-of-mine';
    asked = [];
    aws().intercept(({ operation, input }) => {
      if (operation !== 'Invoke') return undefined;
      asked.push(input);
      return { status: 200, body: JSON.stringify(answer) };
    });
  });
  afterEach(() => {
    delete process.env.APP_FRAMEWORK_JOBS_FUNCTION;
    delete process.env.APP_FRAMEWORK_COMMAND_STARTS_FUNCTION;
    delete process.env.APP_FRAMEWORK_APPROVALS_FUNCTION;
  });
  const repository = { repository: 'octo-org/web', repositoryId: 42, host: 'ghe.example.com' };
  const call = (input: object) => ({ functionName: 'jobs-of-mine', input: { ...input, ...repository, by: 'mona' } });
  /** What may act as a person is asked of a function that no operator reaches. */
  const again = (job: string) => ({
    functionName: 'starts-of-mine',
    input: {
      rerun: { job, by: { id: 7, login: 'mona', has: 'write' } },
      ...{ appId: 1234, installationId: 77, ...repository },
    },
  });

  it('list what runs here, for whom and since when, with links', async () => {
    answer = { kind: 'jobs', jobs: [job, { ...job, status: 'SUCCEEDED' }], leftOut: 400 };
    await say(bot(), '@my-bot status');

    expect(asked).toEqual([call({ operation: 'status' })]);
    const base = 'https://ghe.example.com/octo-org/web';
    expect(answers()).toEqual([
      `- \`ci\` of [\`abcdef0\`](${base}/commit/${job.sha}): [running](${base}/runs/7) since 2026-11-28 20:01 UTC for \`octo\u02cbcat\`, job \`2cdf7d867e\`\n- and 400 that are older`,
    ]);
    answer = { kind: 'jobs', jobs: [] };
    await say(bot(), { body: '@my-bot status', delivery: { delivery_key: 'other' } });
    expect(answers().at(-1)).toBe('Nothing is running here.');
  });

  it.each([
    ['cancel', { kind: 'stopped', job }, 'Job `2cdf7d867e` is being stopped.', 'rocket'],
    ['cancel', { kind: 'ended', job }, 'has ended already', 'rocket'],
    ['rerun', { kind: 'new', job, next: 'f'.repeat(40), attempt: 2 }, 'as job `ffffffffff`, attempt 2', 'rocket'],
    ['rerun', { kind: 'known', job, next: 'f'.repeat(40) }, 'was run again before, as job `ffffffffff`', 'rocket'],
    ['rerun', { kind: 'open', job }, 'has not ended', 'confused'],
    ['rerun', { kind: 'skipped', job }, 'was never run', 'confused'],
    ['rerun', { kind: 'beyond', job, permission: 'admin' }, 'it takes the permission `admin`', 'confused'],
    ['rerun', { kind: 'of others', job, authors: 'mona ada' }, 'of `mona ada` alone', 'confused'],
    [
      'rerun',
      { kind: 'lost', job, reason: 'The App was suspended.' },
      'not run again. The App was suspended.',
      'confused',
    ],
    ['cancel', { kind: 'not-found' }, 'no such job', 'confused'],
    ['cancel', { kind: 'ambiguous' }, 'give more of the id', 'confused'],
  ])('%s tells what came of it: %j', async (name, said, text, reaction) => {
    answer = said;
    await say(bot(), `@my-bot ${name} 2cdf7d867e`);

    expect(asked).toEqual([name === 'rerun' ? again('2cdf7d867e') : call({ operation: name, job: '2cdf7d867e' })]);
    expect(answers().at(-1)).toContain(text);
    expect(reactions().at(-1)).toBe(reaction);
  });

  it.each([
    ['approve', { kind: 'done', text: 'Job `2cdf7d867e` starts.' }, 'rocket'],
    ['reject', { kind: 'refused', text: 'Whoever decides must be allowed to.' }, 'confused'],
  ])(
    '%s has a job decided on in the name of whoever says so, and tells the words that come back',
    async (operation, said, reaction) => {
      answer = said;
      await say(bot(), `@my-bot ${operation} 2cdf7d867e`);

      const writtenAt = expect.stringMatching(/^\d{4}-.*Z$/);
      const input = { operation, job: '2cdf7d867e', ...repository, by: { id: 7, login: 'mona' }, writtenAt };
      expect(asked).toEqual([{ functionName: 'approvals-of-mine', input }]);
      expect([answers().at(-1), reactions().at(-1)]).toEqual([expect.stringContaining(said.text), reaction]);
      expect(await say(bot(), { body: '@my-bot approve', delivery: { delivery_key: 'other' } })).toBe('settled');
      expect(asked).toHaveLength(1);
    },
  );

  it('decide nothing where GitHub does not tell when they were written', async () => {
    await say(bot(), { body: '@my-bot approve 2cdf7d867e', comment: { created_at: undefined } });
    expect([asked, answers().at(-1)]).toEqual([[], expect.stringContaining('does not tell when this was written')]);
  });

  it('say that there are none where the deployment has none', async () => {
    delete process.env.APP_FRAMEWORK_JOBS_FUNCTION;
    delete process.env.APP_FRAMEWORK_APPROVALS_FUNCTION;
    await say(bot(), '@my-bot approve 2cdf7d867e');
    expect(answers().at(-1)).toContain('No workflow is registered');
    await say(bot(), { body: '@my-bot status', delivery: { delivery_key: 'other' } });
    expect([field(asked, 'length'), answers().at(-1)]).toEqual([
      0,
      expect.stringContaining('No workflow is registered'),
    ]);
  });
});
