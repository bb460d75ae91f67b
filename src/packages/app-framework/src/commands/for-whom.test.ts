import type { CommandPlace } from './command';
import { useCommentedRepository } from './commented.test.support';
import { createCommands } from './create-commands';

const { say, gitHub, paths } = useCommentedRepository();
const whom = 'For `mona`, who asked for it [here](https://ghe.example.com/octo-org/web/issues/5#issuecomment-71).';
const run = { name: 'lint', head_sha: 'abc' };

describe('a check run that a command writes', () => {
  beforeEach(() => {
    process.env.APP_FRAMEWORK_USER_TOKEN_ENDPOINT = `${gitHub().url}/user-token/`;
    const signInAgainUrl = 'https://bot.example.com/auth/login?app=7';
    gitHub().on('POST /user-token/', { body: { token: 'ghu_1', version: 'v1', signInAgainUrl } });
    gitHub().on(`POST ${paths.repository}/check-runs`, { status: 201, body: { id: 5 } });
    gitHub().on(`PATCH ${paths.repository}/check-runs/5`, { body: { id: 5 } });
  });
  afterEach(() => {
    delete process.env.APP_FRAMEWORK_USER_TOKEN_ENDPOINT;
  });

  async function written(as: 'app' | 'user', work: (place: CommandPlace) => Promise<unknown>): Promise<unknown[]> {
    const commands = createCommands({ bot: 'my-bot' });
    commands.add('lint', { description: 'Lints.', as }, async (place) => void (await work(place)));
    expect(await say(commands.handler(), '@my-bot lint')).toBe('settled');
    const sent = gitHub().requests.filter(({ path }) => path.includes('/check-runs'));
    expect(sent.map(({ headers }) => headers.authorization)).not.toContain('token ghu_1');
    return sent.map(({ body }) => Object(body).output);
  }

  it('says for whom it is, by itself and behind what its author writes', async () => {
    const output = { title: 'Lint', summary: 'All is well.' };
    const outputs = await written('user', async ({ asApp, repository }) => {
      await asApp.rest.checks.create({ ...repository, ...run });
      await asApp.rest.checks.update({ ...repository, check_run_id: 5, status: 'in_progress' });
      await asApp.rest.checks.update({ ...repository, check_run_id: 5, output });
      await asApp.rest.checks.update({ ...repository, check_run_id: 5, output: { ...output, summary: whom } });
    });
    expect(outputs).toEqual([
      { title: 'lint', summary: whom },
      undefined,
      { title: 'Lint', summary: `All is well.\n\n${whom}` },
      { title: 'Lint', summary: whom },
    ]);
  });

  it('says so where it is written once, too', async () => {
    const outputs = await written('app', ({ once, repository }) =>
      once('check', (octokit) => octokit.rest.checks.create({ ...repository, ...run })),
    );
    expect(outputs).toEqual([{ title: 'lint', summary: whom }]);
  });
});
