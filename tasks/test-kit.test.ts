/// <reference path="../src/packages/app-framework/src/github/bottleneck-light.d.ts" />
import examples from '@octokit/webhooks-examples';
import { z } from 'zod';
import { createCommands, oneOf, repositoryConfig, webhookHandler } from '../src/packages/app-framework/src/handlers';
import { describeEvent } from '../src/packages/app-framework/src/webhooks/github-event';
import { startTestBot, type TestBot } from '../src/packages/app-framework-local/src/testing';
import { detailOf } from '../src/packages/app-framework-local/src/testing/bus-event';

const settings = repositoryConfig({
  file: 'my-bot.yml',
  schema: z.object({ label: z.string().default('triage') }),
});

/** Made before there is any bot, as a test's imports are. */
const triage = webhookHandler('issues.opened', async ({ config, issue, once, attempt, payload }) => {
  const { label } = await config(settings);
  await once('label', (octokit) => octokit.rest.issues.addLabels(issue({ labels: [label] })));
  if (payload.issue.title === 'fail') throw new Error(`no success at attempt ${attempt}`);
});

const commands = createCommands({ bot: 'my-bot' });
commands.add(
  'deploy',
  { description: 'Deploys.', arguments: { environment: oneOf('staging', 'production') }, as: 'user' },
  async ({ arguments: { environment }, octokit, repository }) => {
    await octokit.request('GET /repos/{owner}/{repo}', repository);
    return `Deployed to ${environment}.`;
  },
);
commands.add('labels', { description: 'Names the label.' }, async ({ config }) => (await config(settings)).label);
const commented = commands.handler();

let bot: TestBot;
beforeAll(async () => {
  bot = await startTestBot();
});
afterAll(() => bot.stop());

describe('the test kit', () => {
  beforeEach(() => bot.reset());

  it('brings a recorded delivery to a handler, and tells what GitHub got', async () => {
    expect(await bot.deliver(triage, 'issues.opened')).toEqual({ status: 'done' });

    expect(bot.writes()).toEqual([
      {
        method: 'POST',
        path: '/repos/Codertocat/Hello-World/issues/1/labels',
        query: {},
        body: { labels: ['triage'] },
      },
    ]);
    expect(bot.received().map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /repos/Codertocat/Hello-World/contents/.github%2Fmy-bot.yml',
      'GET /repos/Codertocat/.github/contents/.github%2Fmy-bot.yml',
      'POST /repos/Codertocat/Hello-World/issues/1/labels',
    ]);
  });

  it("reads the repository's configuration from its default branch", async () => {
    const { gitHub, repository } = bot;
    await gitHub.push({ repository, files: { '.github/my-bot.yml': 'label: bug' } });
    await gitHub.push({ repository, branch: 'topic', files: { '.github/my-bot.yml': 'label: theirs' } });
    const [owner, name] = repository.split('/');
    const opened = { repository: { full_name: repository, name, owner: { login: owner } } };

    await bot.deliver(triage, 'issues.opened', opened);
    await bot.deliver(triage, 'issues.opened', { ...opened, issue: { number: 2 } });

    expect(bot.writes().map(({ body }) => body)).toEqual([{ labels: ['bug'] }, { labels: ['bug'] }]);
  });

  it('tells what is tried again and what is parked, and why', async () => {
    expect(await bot.deliver(triage, 'issues.opened', { issue: { title: 'fail' } })).toEqual({
      status: 'retry',
      reason: 'Error: no success at attempt 1',
    });
    expect(await bot.deliver(triage, 'issues.reopened')).toMatchObject({
      status: 'parked',
      reason: expect.stringContaining('got issues.reopened'),
    });
  });

  it("takes faults of GitHub's", async () => {
    await bot.gitHub.addFault({ path: '/repos/*', status: 502 });

    expect(await bot.deliver(triage, 'issues.opened')).toMatchObject({ status: 'retry' });
  });

  it('has somebody write a command, who signs in first where they must', async () => {
    expect(await bot.comment(commented, '@my-bot deploy staging')).toEqual({ status: 'done' });
    expect(bot.writes().at(-1)).toMatchObject({
      path: '/repos/octo-org/web/issues/1/comments',
      body: { body: expect.stringContaining('[sign in](https://my-bot.example/auth/login?ask=1)') },
    });

    bot.signIn('mona');
    await bot.comment(commented, '@my-bot deploy staging', { number: 1 });
    expect(bot.writes().map(({ body }) => body)).toContainEqual({
      body: expect.stringContaining('Deployed to staging.'),
    });
  });

  it("lets a command read the repository's configuration", async () => {
    await bot.gitHub.push({ repository: bot.repository, files: { '.github/my-bot.yml': 'label: bug' } });
    await bot.comment(commented, '@my-bot labels');
    expect(bot.writes().map(({ body }) => body)).toContainEqual({ body: expect.stringMatching(/^bug/) });
  });

  it('answers a stranger nothing', async () => {
    expect(await bot.comment(commented, '@my-bot deploy staging', { sender: 'stranger' })).toEqual({ status: 'done' });
    expect(bot.writes()).toEqual([]);
  });

  it('takes any event, and makes what it speaks of', async () => {
    const seen: unknown[] = [];
    const push = webhookHandler('push', async ({ octokit, repo, payload }) => {
      const { data } = (await octokit?.rest.repos.get(repo())) ?? {};
      seen.push(data?.full_name, payload.ref);
    });
    const repository = { id: 7, name: 'shop', full_name: 'acme/shop', owner: { login: 'acme', type: 'Organization' } };

    expect(await bot.deliver(push, { event: 'push', payload: { ref: 'refs/heads/main', repository } })).toEqual({
      status: 'done',
    });
    expect(seen).toEqual(['acme/shop', 'refs/heads/main']);
  });

  it('lets a handler act as whoever caused the event that is brought', async () => {
    const asThem = webhookHandler('issues.opened', async ({ asUser, issue }) => {
      const person = await asUser();
      await person.rest.issues.createComment(issue({ body: 'It is mine.' }));
    });
    const sender = { login: 'grace', id: 4_000_000_007, type: 'User' };

    expect(await bot.deliver(asThem, 'issues.opened', { sender })).toMatchObject({ status: 'retry' });
    bot.signIn('grace');
    expect(await bot.deliver(asThem, 'issues.opened', { sender })).toEqual({ status: 'done' });
    expect(bot.writes()).toHaveLength(1);
  });

  it('brings events of repositories that are named by full_name alone', async () => {
    for (const full_name of ['acme/shop', 'acme/till']) {
      expect(await bot.deliver(triage, 'issues.opened', { repository: { full_name } })).toEqual({ status: 'done' });
    }
    expect(bot.writes().map(({ path }) => path)).toEqual([
      '/repos/acme/shop/issues/1/labels',
      '/repos/acme/till/issues/1/labels',
    ]);
  });

  it('says what of AWS it has not, whatever is sent', async () => {
    const url = `${process.env.AWS_ENDPOINT_URL}/bucket/key`;
    const answer = await fetch(url, { method: 'PUT', body: 'no JSON' });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('PUT /bucket/key')]);
  });

  it('says what there is where nothing was recorded', async () => {
    await expect(bot.deliver(triage, 'issues.broken')).rejects.toThrow('There are: issues.edited');
    await expect(bot.deliver(triage, 'isues')).rejects.toThrow(/No delivery of isues .* issues, /);
  });

  it('refuses what is no handler of events', async () => {
    await expect(bot.deliver(async () => undefined, 'issues.opened')).rejects.toThrow('did no work on it');
  });
});

describe('startTestBot', () => {
  it('starts again, for the same handlers', async () => {
    const before = process.env.AWS_ACCESS_KEY_ID;
    await bot.stop();
    bot = await startTestBot({ permissions: { metadata: 'read', issues: 'write', contents: 'read' } });

    expect(await bot.deliver(triage, 'issues.opened')).toEqual({ status: 'done' });
    expect(process.env.AWS_ACCESS_KEY_ID).toBe(before);
  });
});

describe('startTestBot, again', () => {
  const odd = () => startTestBot(JSON.parse('{"permissions":{"nonsense":"write"}}'));

  it('refuses a second one beside the first, which goes on', async () => {
    await expect(startTestBot()).rejects.toThrow('A test bot is running');
    expect(await bot.deliver(triage, 'issues.opened')).toEqual({ status: 'done' });
  });

  it('leaves nothing running where it fails, and is stopped as often as you like', async () => {
    await bot.stop();
    await bot.stop();
    await expect(odd()).rejects.toThrow('nonsense');
    // At the same ports: they are free.
    bot = await startTestBot();
    expect(await bot.deliver(triage, 'issues.opened')).toEqual({ status: 'done' });
  });
});

describe('what the kit puts on the bus', () => {
  it('is what a deployment puts there, for each recorded delivery', () => {
    const receivedAt = new Date('2026-11-01T12:00:00Z');
    const identity = { deliveryId: '7a3f5c1e-0000-4000-8000-000000000001', appId: 1234, host: 'api.github.com' };
    const payloads = examples.flatMap(({ name, examples: recorded }) => recorded.map((payload) => ({ name, payload })));
    expect(payloads.length).toBeGreaterThan(300);
    for (const { name, payload } of payloads) {
      const delivery = { ...identity, event: name, payload: Object(payload), receivedAt, body: '' };
      const reference = { bucket: 'payloads', key: `webhooks/${identity.deliveryId}.json` };
      const made = describeEvent({ delivery: Object(delivery), own: false, reference });
      const kits = detailOf({ ...identity, event: name, payload, receivedAt });
      expect(kits).toEqual({ ...made, payload_complete: true, payload });
    }
  });
});
