import * as v from 'valibot';
import { z } from 'zod';
import { InvalidConfig } from '../event-context/do-not-retry';
import type { RepositoryConfig } from '../event-context/given';
import { repositoryConfig } from '../event-context/repository-config';
import type { Reply } from '../github/fake-github.test.support';
import { bring, useConnectedHandler } from './connected-handler.test.support';
import { webhookHandler } from './webhook-handler';

const { aws, gitHub } = useConnectedHandler();
const own = 'GET /api/v3/repos/octo-org/web/contents/.github%2Fmy-bot.yml';
const owners = 'GET /api/v3/repos/octo-org/.github/contents/.github%2Fmy-bot.yml';
const schema = z.object({ label: z.string().default('triage'), most: z.number().int().default(3) });
const file = 'my-bot.yml';

let minutes = 0;
let turn = 0;
const now = () => new Date(Date.UTC(2026, 10, 1, 12, minutes));

beforeEach(() => {
  minutes = 0;
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

function holds(text: string, etag = '"1"'): Reply {
  const content = Buffer.from(text).toString('base64').replace(/.{60}/g, '$&\n');
  return { headers: { etag }, body: { type: 'file', encoding: 'base64', size: Buffer.byteLength(text), content } };
}

/** Brings as many events as given, and says what their handlers read. */
async function readBy(settings: RepositoryConfig<unknown>, times = 1): Promise<unknown[]> {
  const seen: unknown[] = [];
  const handler = webhookHandler('issues', async ({ config }) => void seen.push(await config(settings)));
  for (let time = 0; time < times; time += 1) await event(handler);
  return seen;
}

function event(handler: ReturnType<typeof webhookHandler>) {
  turn += 1;
  return bring(handler, {
    delivery_key: `ghe.example.com#1234#${turn}`,
    repository: { id: 42, full_name: 'octo-org/web' },
  });
}

function asked(): readonly string[] {
  return gitHub()
    .asked()
    .filter((one) => one.includes('/contents/'));
}

/** Reason for which an event was parked. */
async function parkedBecause(settings: RepositoryConfig<unknown>): Promise<unknown> {
  await readBy(settings);
  return aws().rows()[0];
}

const parked = (reason: string) => ({ Status: { S: 'parked' }, Reason: { S: expect.stringContaining(reason) } });

describe('repositoryConfig', () => {
  it('reads the file of the repository, and asks for no branch, which is the default one', async () => {
    gitHub().on(own, holds('# for the bot\nlabel: bug\n'));
    gitHub().on(owners, holds('label: theirs\nmost: 9'));

    expect(await readBy(repositoryConfig({ file, schema }))).toEqual([{ label: 'bug', most: 3 }]);
    expect(asked()).toEqual([own]);
    expect(gitHub().requests.find(({ path }) => path.includes('contents'))?.query).toEqual({});
  });

  it("reads the owner's file where the repository has none, and what the schema makes of nothing where neither has", async () => {
    gitHub().on(owners, holds('most: 9'));
    expect(await readBy(repositoryConfig({ file, schema }))).toEqual([{ label: 'triage', most: 9 }]);

    gitHub().on(owners, { status: 404, body: { message: 'Not Found' } });
    expect(await readBy(repositoryConfig({ file, schema }))).toEqual([{ label: 'triage', most: 3 }]);
  });

  it('asks for what it has read by its ETag, and sees a change at once', async () => {
    gitHub().onInTurn(own, holds('label: bug'), { status: 304 }, holds('label: other', '"2"'), { status: 304 });

    const seen = await readBy(repositoryConfig({ file, schema }), 4);

    expect(seen).toMatchObject([{ label: 'bug' }, { label: 'bug' }, { label: 'other' }, { label: 'other' }]);
    const tags = gitHub().requests.filter(({ path }) => path.includes('contents'));
    expect(tags.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"1"', '"1"', '"2"']);
  });

  it('gives each handler values of its own, whatever another did to them', async () => {
    gitHub().onInTurn(own, holds('labels: [bug]'), { status: 304 });
    const settings = repositoryConfig({ file, schema: z.custom<{ labels: string[] }>() });
    const seen: number[] = [];
    const handler = webhookHandler('issues', async ({ config }) => {
      const { labels } = await config(settings);
      seen.push(labels.push('mine'));
    });

    await event(handler);
    await event(handler);

    expect(seen).toEqual([2, 2]);
  });

  it('does not ask for a minute for what was not there', async () => {
    const settings = repositoryConfig({ file, schema, now });
    expect(await readBy(settings, 3)).toHaveLength(3);
    expect(asked()).toEqual([own, owners]);

    gitHub().on(own, holds('label: bug'));
    minutes = 1;
    expect(await readBy(settings)).toEqual([{ label: 'bug', most: 3 }]);
  });

  it.each<[string, Reply, string]>([
    ['no YAML', holds('label: [bug'), 'it is no YAML'],
    ['a wrong value', holds('most: many'), 'octo-org/web/.github/my-bot.yml cannot be used: most: '],
    ['too large', holds(`# ${'x'.repeat(70_000)}`), 'it has 70002 bytes, and 65536 are read'],
    ['a folder', { body: [{ type: 'file', name: 'one' }] }, 'it is no file'],
    ['a link', { body: { type: 'symlink', size: 4, content: '' } }, 'it is no file'],
    ['too deep', holds(`a: ${'['.repeat(30)}${']'.repeat(30)}`), 'more than 20 of them within each other'],
    ['bottomless', holds('a: '.concat('['.repeat(60_000))), 'it is no YAML'],
    ['more than it looks', holds(bomb()), 'it has more than 10000 values'],
    ['a circle', holds('a: &a [*a]'), 'cannot be used'],
  ])('refuses what cannot be used, and parks the event: %s', async (_what, reply, reason) => {
    gitHub().on(own, reply);

    expect(await parkedBecause(repositoryConfig({ file, schema }))).toMatchObject(parked(reason));
  });

  it('refuses none where the schema wants one', async () => {
    const strict = repositoryConfig({ file, schema: z.object({ label: z.string() }) });

    expect(await parkedBecause(strict)).toMatchObject(parked('it is not there; label: '));
  });

  it('tells who catches it what to tell the author of the file', async () => {
    gitHub().on(own, holds('most: many'));
    const settings = repositoryConfig({ file, schema });
    const told: unknown[] = [];
    const handler = webhookHandler('issues', async ({ config }) => {
      await config(settings).catch((error) => {
        if (error instanceof InvalidConfig) told.push(error.file, error.problems);
      });
    });

    await event(handler);

    expect(told).toEqual(['octo-org/web/.github/my-bot.yml', [expect.stringContaining('most: ')]]);
  });

  it('tries again where GitHub does not answer, and says which right the App lacks', async () => {
    gitHub().on(own, { status: 502, body: {} });
    await readBy(repositoryConfig({ file, schema }));
    gitHub().on(own, { status: 403, body: { message: 'Resource not accessible by integration' } });
    await readBy(repositoryConfig({ file, schema }));

    expect(aws().rows()).toMatchObject([
      { Status: { S: 'retry' } },
      { Reason: { S: expect.stringContaining('needs the permission contents: read') } },
    ]);
  });

  it.each([
    ['zod', schema],
    ['valibot', v.object({ label: v.optional(v.string(), 'triage'), most: v.optional(v.number(), 3) })],
  ])('takes a schema of %s as it is', async (_library, theirs) => {
    gitHub().on(own, holds('label: bug'));
    const settings: RepositoryConfig<{ label: string; most: number }> = repositoryConfig({ file, schema: theirs });

    expect(await readBy(settings)).toEqual([{ label: 'bug', most: 3 }]);
    gitHub().on(own, holds('label: [1]', '"2"'));
    await readBy(settings);
    expect(aws().rows().at(-1)).toMatchObject(parked('label'));
  });

  it.each(['../my-bot.yml', 'folder/my-bot.yml', 'my-bot', '.yml', ''])('refuses %j as the name of a file', (wrong) => {
    expect(() => repositoryConfig({ file: wrong, schema })).toThrow('is no name of a configuration');
  });
});

/** A few hundred bytes that stand for a billion values. */
function bomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 9; level += 1) lines.push(`a${level}: &a${level} [${`*a${level - 1}, `.repeat(10)}]`);
  return lines.join('\n');
}
