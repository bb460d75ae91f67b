/// <reference path="../src/packages/app-framework/src/github/bottleneck-light.d.ts" />
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTestBot, type TestBot } from '../src/packages/app-framework-local/src/testing';
import { bot, greet } from '../src/packages/app-framework-test-app/src/handlers/example-bot';

const file = join(__dirname, '../src/packages/app-framework-test-app/src/handlers/example-bot.ts');

describe('the example bot of the test app', () => {
  const commands = bot.handler();
  let gitHub: TestBot;
  beforeAll(async () => {
    gitHub = await startTestBot({ slug: 'ai3-mvp' });
  });
  beforeEach(() => gitHub.reset());
  afterAll(() => gitHub.stop());

  const said = () => gitHub.writes().map(({ body }) => JSON.stringify(body));

  it('has at most 40 lines', () => {
    expect(readFileSync(file, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(40);
  });

  it('greets whoever opens an issue, and labels what calls itself a bug', async () => {
    const title = 'Bug: it breaks';
    expect(await gitHub.deliver(greet, 'issues.opened', { issue: { title } })).toEqual({ status: 'done' });
    expect(gitHub.writes().map(({ body }) => body)).toEqual([
      { body: expect.stringMatching(/^Thank you for opening this issue, @Codertocat\./) },
      { labels: ['bug'] },
    ]);
  });

  it.each(['Bugs Bunny', 'No bug'])('only greets for %s', async (title) => {
    await gitHub.deliver(greet, 'issues.opened', { issue: { title } });
    expect(gitHub.writes().map(({ path }) => path)).toEqual(['/repos/Codertocat/Hello-World/issues/1/comments']);
  });

  it('starts a deployment for who maintains the repository, and is silent to who only writes there', async () => {
    await gitHub.comment(commands, '@ai3-mvp deploy staging');
    expect(said()).toEqual([]);

    await gitHub.gitHub.addCollaborator({ repository: gitHub.repository, user: 'mona', permission: 'maintain' });
    await gitHub.comment(commands, '@ai3-mvp deploy staging');
    // There is no deployment behind the kit, so nothing that it starts.
    expect(said().join()).toContain('No workflow is registered for it.');
  });

  it('says what it takes where it was told something else', async () => {
    await gitHub.gitHub.addCollaborator({ repository: gitHub.repository, user: 'mona', permission: 'maintain' });
    await gitHub.comment(commands, '@ai3-mvp deploy mars');
    expect(said().join()).toContain('staging');
  });
});
