import { onOff } from './arguments';
import { saidIn, useCommentedRepository } from './commented.test.support';
import { createCommands } from './create-commands';

const { say, asked, answers, gitHub } = useCommentedRepository();

/** Where each kind of comment is answered, where it is reacted to, and for which commit it is. */
const kinds = [
  { kind: 'issue_comment', thread: 'issues/5/comments', subject: 'issues/comments/71', sha: undefined },
  { kind: 'pull_request', thread: 'issues/5/comments', subject: 'issues/comments/71', sha: 'head-1' },
  {
    kind: 'pull_request_review_comment',
    thread: 'pulls/5/comments/70/replies',
    subject: 'pulls/comments/71',
    sha: 'head-1',
  },
  { kind: 'commit_comment', thread: 'commits/abc/comments', subject: 'comments/71', sha: 'abc' },
  { kind: 'pull_request_review', thread: 'issues/5/comments', subject: 'graphql', sha: 'head-1' },
] as const;

const none = 'No workflow is registered for it.';
const said = [
  { command: 'help', answer: '- `@my-bot ship [--now]`: Ships.', end: 'rocket' },
  { command: 'echo hi', answer: '```text\nhi\n```', end: 'rocket' },
  { command: 'status', answer: none, end: 'confused' },
  { command: 'check', answer: none, end: 'confused' },
  { command: 'deploy staging', answer: none, end: 'confused' },
  { command: 'ship --now', answer: 'Shipped now', end: 'rocket', isOfCommit: true },
  { command: 'sign', answer: 'Signed by mona', end: 'rocket', isOfCommit: true },
];

/** A bot with a command of its own as the App, and one as whoever says it. */
function bot() {
  const commands = createCommands({ bot: 'my-bot' });
  const ship = { description: 'Ships.', flags: { now: onOff() } };
  commands.add('ship', ship, async ({ flags: { now }, sha }) => `Shipped ${now ? 'now' : 'later'}: ${sha}.`);
  commands.add('sign', { description: 'Signs.', as: 'user' }, async ({ octokit, sha }) => {
    const { data } = await octokit.request('GET /user');
    return `Signed by ${data.login}: ${sha}.`;
  });
  return commands.handler();
}

describe('each command in each kind of comment', () => {
  beforeEach(() => {
    process.env.APP_FRAMEWORK_USER_TOKEN_ENDPOINT = `${gitHub().url}/user-token/`;
    const signInAgainUrl = 'https://bot.example.com/auth/login?app=7';
    gitHub().on('POST /user-token/', { body: { token: 'ghu_1', version: 'v1', signInAgainUrl } });
    gitHub().on('GET /api/v3/user', ({ headers }) => ({
      body: { id: 7, login: headers.authorization === 'token ghu_1' ? 'mona' : 'the App' },
    }));
  });
  afterEach(() => {
    delete process.env.APP_FRAMEWORK_USER_TOKEN_ENDPOINT;
  });
  const table = kinds.flatMap((where) => said.map((what) => ({ ...where, ...what })));

  it.each(table)('answers "$command" in $kind', async ({ command, answer, end, isOfCommit, ...where }) => {
    const { kind, thread, subject, sha } = where;
    expect(await say(bot(), saidIn(`@my-bot ${command}`)[kind])).toBe('settled');

    expect(answers()).toEqual([expect.stringContaining(isOfCommit ? `${answer}: ${sha}.` : answer)]);
    const reacted = subject === 'graphql' ? 'POST /api/graphql' : `POST ${subject}/reactions`;
    const written = asked().filter((one) => one.startsWith('POST') && !one.endsWith('/user-token/'));
    expect(written).toEqual([reacted, `POST ${thread}`, reacted]);
    const reactions = gitHub().requests.flatMap(({ body }) => {
      const { content = Object(Object(body).variables).content } = Object(body);
      return typeof content === 'string' ? [content.toLowerCase()] : [];
    });
    expect(reactions).toEqual(['eyes', end]);
  });
});
