import { useCommentedRepository } from './commented.test.support';
import { createCommands } from './create-commands';

const world = useCommentedRepository();
const { say, answers, reactions, lines, gitHub, aws, grant, pullHasHead, paths, saysNow } = world;
const link = 'https://api.example.com/prod/auth/login?ask=one';
const resumed = { delivery: { replay_id: 'ask:one' } };
const onPull = { payload: { issue: { number: 5, pull_request: {} } } };

beforeEach(() => {
  process.env.APP_FRAMEWORK_USER_TOKEN_ENDPOINT = `${gitHub().url}/user-token/`;
  gitHub().on('POST /user-token/', { body: { signInUrl: link } });
  saysNow('@my-bot ship\n@my-bot echo hi');
});
afterEach(() => {
  delete process.env.APP_FRAMEWORK_USER_TOKEN_ENDPOINT;
});

function signIn(): void {
  const signInAgainUrl = 'https://bot.example.com/auth/login?app=7';
  gitHub().on('POST /user-token/', { body: { token: 'ghu_1', version: 'v1', signInAgainUrl } });
}

/** A command that labels as the person. */
function shipping() {
  const commands = createCommands({ bot: 'my-bot' });
  gitHub().on(`POST ${paths.repository}/issues/5/labels`, { body: [] });
  commands.add('ship', { description: 'Ships.', as: 'user' }, async ({ octokit, repository, sha }) => {
    await octokit.rest.issues.addLabels({ ...repository, issue_number: 5, labels: ['shipped'] });
    return `Shipped ${sha}.`;
  });
  return commands.handler();
}

const labelled = () =>
  gitHub()
    .requests.filter(({ path }) => path.endsWith('/labels'))
    .map(({ headers }) => headers.authorization);
const body = '@my-bot ship\n@my-bot echo hi';

describe('a command as its author', () => {
  it('acts with their token, where they have signed in', async () => {
    signIn();

    expect(await say(shipping(), body)).toBe('settled');
    expect(labelled()).toEqual(['token ghu_1']);
    expect(answers()).toEqual(['Shipped undefined.', '```text\nhi\n```']);
  });

  it('asks for a sign-in, runs nothing, is done for now, and tells the deployment what waits', async () => {
    expect(await say(shipping(), body)).toBe('settled');

    expect(labelled()).toEqual([]);
    expect(answers()).toEqual([
      expect.stringContaining(`[sign in](${link}). Then it runs by itself, and what stands behind it.`),
    ]);
    expect(reactions()).toEqual(['eyes']);
    expect(lines('command executed')).toEqual([expect.objectContaining({ Command: 'ship', outcome: 'sign-in' })]);
    const [asked] = gitHub().requests.filter(({ path }) => path === '/user-token/');
    expect(asked?.body).toMatchObject({
      userId: 7,
      ask: { command: expect.stringMatching(/^[0-9a-f]{64}$/), comment: { kind: 'issue_comment', id: 71 } },
    });
  });

  it('runs that command after the sign-in, in the same comment, and those behind it', async () => {
    const handler = shipping();
    await say(handler, body);
    signIn();
    gitHub().on(`GET ${paths.repository}/issues/5/comments`, { body: [] });

    expect(await say(handler, { body, ...resumed })).toBe('settled');
    expect(labelled()).toEqual(['token ghu_1']);
    expect(answers().slice(1)).toEqual(['Shipped undefined.', '```text\nhi\n```']);
    const [edit] = gitHub().requests.filter(({ method }) => method === 'PATCH');
    expect(edit?.path).toBe(`${paths.repository}/issues/comments/901`);
    expect(reactions()).toEqual(['eyes', 'eyes', 'rocket']);
  });

  it('does not leave the link there where the command itself says nothing', async () => {
    const commands = createCommands({ bot: 'my-bot' });
    commands.add('ship', { description: 'Ships.', as: 'user' }, async () => undefined);
    const handler = commands.handler();
    await say(handler, '@my-bot ship');
    signIn();

    await say(handler, { body: '@my-bot ship', ...resumed });
    expect(answers()).toEqual([expect.stringContaining('[sign in]'), 'Done.']);
    const [edit] = gitHub().requests.filter(({ method }) => method === 'PATCH');
    expect(edit?.path).toBe(`${paths.repository}/issues/comments/901`);
  });

  it.each([
    ['says something else', '@my-bot echo hi'],
    ['says it in code', '```\n@my-bot ship\n```'],
    ['is gone', undefined],
  ])('does not run after the sign-in where the comment %s', async (_what, now) => {
    const handler = shipping();
    await say(handler, body);
    signIn();
    saysNow(now);

    await say(handler, { body, ...resumed });

    expect(labelled()).toEqual([]);
    expect(answers().at(-1)).toContain('the comment does not say it any more');
  });

  it('does not run after the sign-in where the right is gone, and says nothing of it', async () => {
    const handler = shipping();
    await say(handler, body);
    signIn();
    grant('pull');

    await say(shipping(), { body, ...resumed });

    expect(labelled()).toEqual([]);
    expect(answers()).toHaveLength(1);
  });

  it('does not run after the sign-in where something was pushed meanwhile, and names both heads', async () => {
    const handler = shipping();
    await say(handler, { body, ...onPull });
    signIn();
    pullHasHead('head-2', '2026-11-01T12:30:00Z');

    await say(handler, { body, ...onPull, ...resumed });

    expect(labelled()).toEqual([]);
    expect(answers().at(-1)).toContain('the head is `head-2` now. It was `head-1` then.');
  });

  it('runs nothing where no command is known to wait', async () => {
    signIn();

    expect(await say(shipping(), { body, ...resumed })).toBe('settled');
    expect(labelled()).toEqual([]);
    expect(answers()).toEqual([]);
  });

  it('waits for its own sign-in only where what waits could be kept', async () => {
    aws().intercept(({ operation, input }) =>
      operation === 'UpdateItem' && JSON.stringify(input).includes('WaitingCommand') ? { status: 500 } : undefined,
    );

    expect(await say(shipping(), body)).toBe('again');
  });

  it('tells in public neither why GitHub refuses a person, nor where they belong, and the operator the reason', async () => {
    signIn();
    const handler = shipping();
    const path = `POST ${paths.repository}/issues/5/labels`;
    gitHub().on(path, {
      status: 403,
      headers: { 'x-github-sso': `required; url=${gitHub().url}/orgs/octo-org/sso?authorization_request=x` },
      body: { message: 'Resource protected by organization SAML enforcement.' },
    });
    await say(handler, body);
    gitHub().on(path, { status: 403, body: { message: 'Must have admin rights' } });
    await say(handler, { body, delivery: { delivery_key: 'other' } });

    const [first, second] = answers();
    expect(first).toBe(second);
    expect(first).toContain('GitHub does not let it be done in your name.');
    // A page of ours, where its person signs in: nobody else learns anything there.
    const page = /\[sign in again\]\((\S+)\)/.exec(first ?? '')?.[1] ?? '';
    expect(page).toBe(`https://bot.example.com/auth/login?${new URLSearchParams({ app: '7', repo: 'octo-org/web' })}`);
    expect(first?.replace(page, '')).not.toMatch(/authorization_request|octo-org|admin rights|https?:/);
    expect(lines('command refused to the person').map(({ reason }) => reason)).toEqual(['sso', 'permission']);
    expect(JSON.stringify(lines('command refused to the person'))).not.toContain('authorization_request');
  });
});
