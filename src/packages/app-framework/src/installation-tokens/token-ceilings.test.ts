import { ApiError } from '../api/api-error';
import { readCaller } from '../api/caller';
import type { OperationInputs } from '../api/operations';
import { createAppTokens } from '../app-tokens/app-token';
import { createFakeCeilings } from '../ceilings/fake-ceilings.test.support';
import type { MintBudgets } from '../ceilings/mint-budget-table';
import { type FakeGitHub, startFakeGitHub } from '../github/fake-github.test.support';
import { createGitHub } from '../github/github';
import { createFakeInstallationTable } from '../installations/fake-installation-table.test.support';
import { createInstallationFinder } from '../installations/find-installation';
import { gitHubInstallation, rowOf } from '../installations/github-account.test.support';
import { createGitHubInstallations } from '../installations/github-installations';
import { createFakeDataKeys, createFakeTokenTable, createFakeUnrecordedTokens } from './fake-token-table.test.support';
import { createGetInstallationToken } from './installation-token';
import { createTokenCache } from './token-cache';

const appId = 7;
const mintOf71 = 'POST /app/installations/71/access_tokens';
const revocation = 'DELETE /installation/token';
const web = { id: 5, name: 'web' };
const now = new Date('2026-11-01T12:00:00Z');

let server: FakeGitHub;
beforeAll(async () => {
  server = await startFakeGitHub();
});
beforeEach(() => {
  server.reset();
  server.on(revocation, { status: 204, body: '' });
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => server.stop());

interface Arranged {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly budgets?: MintBudgets;
  readonly sharing?: 'caller' | 'deployment';
}

/** A deployment in which the role Limited has a ceiling, which can be changed, and the role Free has none. */
function arrange(
  ceiling: object,
  { permissions = { contents: 'write', metadata: 'read' }, budgets, sharing = 'caller' }: Arranged = {},
) {
  const { table } = createFakeInstallationTable(rowOf({ id: 71, login: 'acme', appId, permissions }));
  const appTokens = createAppTokens({
    appTable: { getApp: async () => ({ appId, kmsKeyArn: 'arn', gitHubApiUrl: server.url }) },
    sign: async () => ({ kind: 'signed', signature: Buffer.from('signature') }),
    now: () => now,
  });
  const gitHub = createGitHub({ retryMilliseconds: 1, timeoutMilliseconds: 60_000 });
  const atGitHub = createGitHubInstallations({ gitHub, gitHubApiUrl: 'http://127.0.0.1:9', now: () => now });
  const kept = createFakeTokenTable();
  const { seal } = createFakeDataKeys(() => now);
  const { test } = atGitHub;
  const unrecorded = createFakeUnrecordedTokens();
  const tokens = createTokenCache({ slots: kept.table, live: kept.liveTokens, seal, unrecorded, test, now: () => now });
  const finder = createInstallationFinder({ table, atGitHub });
  const records: Record<string, object> = { '1/role/Limited': ceiling };
  const ceilings = createFakeCeilings(records, budgets);
  const run = createGetInstallationToken({ appTokens, finder, atGitHub, tokens, sharing, ceilings });
  const ask = (input: Partial<OperationInputs['GetInstallationToken']> = {}, role = 'Limited') =>
    run(
      { appId, nodeId: 'node-of-acme', ...input },
      {
        caller: readCaller(`arn:aws:sts::1:assumed-role/${role}/s`),
        requestId: 'r',
        remainingMilliseconds: () => 20_000,
      },
    );
  const change = (record: object) => {
    records['1/role/Limited'] = record;
  };
  return { ask, change };
}

function mints(route: string, answer: object) {
  server.on(route, { status: 201, body: { token: 'ghs_one', expires_at: '2026-11-01T13:00:00Z', ...answer } });
}

async function refusal(answer: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await answer.catch((thrown: unknown) => thrown);
  if (error instanceof ApiError) return error;
  throw new Error('it was not refused');
}

const reading = { contents: 'read', metadata: 'read' };

describe('createGetInstallationToken for a caller with a ceiling', () => {
  it.each([
    ['another App', { appId: 8 }, 'App 8'],
    ['another account', { nodeId: undefined, owner: 'other' }, 'the account other'],
    [
      'a higher permission',
      { scopeDown: { permissions: { contents: 'write' as const } } },
      'contents: write (at most read)',
    ],
    ['another repository', { scopeDown: { repositoryNames: ['web', 'api'] } }, 'repository api'],
  ])('refuses %s by name, without asking GitHub', async (_what, input, excess) => {
    const { ask } = arrange({ apps: [7], owners: ['acme'], repositories: ['web'], permissions: { contents: 'read' } });
    const refused = await refusal(ask(input));
    expect(refused.shape).toBe('AccessDeniedError');
    expect(refused.message).toContain(excess);
    expect(server.requests).toEqual([]);
  });

  it('asks for the ceiling where nothing in particular is asked for', async () => {
    const { ask } = arrange({ repositories: ['acme/web'], permissions: { contents: 'admin', issues: 'read' } });
    mints(mintOf71, { repositories: [web], permissions: { contents: 'write', metadata: 'read' } });
    await expect(ask()).resolves.toMatchObject({ installationToken: 'ghs_one' });
    expect(server.requests.map(({ body }) => body)).toEqual([
      { repositories: ['web'], permissions: { contents: 'write' } },
    ]);
  });

  it('refuses where ceiling and installation have nothing in common, and asks for no empty list', async () => {
    const { ask } = arrange({ permissions: { checks: 'write' } });
    expect((await refusal(ask())).shape).toBe('AccessDeniedError');
    expect(server.requests).toEqual([]);
  });

  it('hands out a repository by its id where GitHub names one within', async () => {
    const { ask } = arrange({ repositories: ['web'] });
    mints(mintOf71, { repositories: [web], permissions: reading });
    await expect(ask({ scopeDown: { repositoryIds: [5] } })).resolves.toMatchObject({ installationToken: 'ghs_one' });
    expect(server.asked()).toEqual([mintOf71]);
  });

  it('revokes and refuses a token for a repository by its id that lies beyond, each time', async () => {
    const { ask } = arrange({ repositories: ['web'] });
    mints(mintOf71, { repositories: [{ id: 9, name: 'secret' }], permissions: reading });
    for (const _time of ['first', 'second']) {
      const refused = await refusal(ask({ scopeDown: { repositoryIds: [9] } }));
      expect(refused.shape).toBe('AccessDeniedError');
      expect(refused.message).toContain('repository 9');
      expect(refused.message).not.toContain('secret');
    }
    expect(server.asked()).toEqual([mintOf71, revocation, mintOf71, revocation]);
    expect(server.requests[1]?.headers.authorization).toBe('Bearer ghs_one');
  });

  it('revokes and refuses a token for which GitHub gave more than was asked', async () => {
    const { ask } = arrange({ permissions: { contents: 'read' } });
    mints(mintOf71, { permissions: { contents: 'write', metadata: 'read' } });
    expect((await refusal(ask())).message).toContain('contents: write');
    expect(server.asked()).toEqual([mintOf71, revocation]);
  });

  it('hands a kept token out again, and no more once the ceiling is below it', async () => {
    const { ask, change } = arrange({ repositories: ['web'] });
    mints(mintOf71, { repositories: [web], permissions: reading });
    const byId = { scopeDown: { repositoryIds: [5] } };
    await ask(byId);
    await ask(byId);
    expect(server.asked()).toEqual([mintOf71]);
    change({ repositories: ['api'] });
    expect((await refusal(ask(byId))).message).toContain('repository 5');
    expect(server.asked()).toEqual([mintOf71]);
  });

  it('is given a new token of the ceiling of now, where it asked for nothing in particular', async () => {
    const { ask, change } = arrange({ repositories: ['web'] });
    const named = ({ body }: { body: unknown }) => JSON.stringify(body);
    server.on(mintOf71, (request) => ({
      status: 201,
      body: {
        token: `ghs_${server.requests.length}`,
        expires_at: '2026-11-01T13:00:00Z',
        permissions: reading,
        repositories: [named(request).includes('api') ? { id: 6, name: 'api' } : web],
      },
    }));
    await ask();
    change({ repositories: ['api'] });
    await expect(ask()).resolves.toMatchObject({ actualScopeDown: { repositoryNames: ['api'] } });
  });

  it('is given no token that another caller asked for, even where tokens are shared', async () => {
    const { ask } = arrange({ apps: [7] }, { sharing: 'deployment' });
    mints(mintOf71, { permissions: reading });
    await ask({}, 'Free');
    await ask({}, 'Other');
    expect(server.asked()).toHaveLength(1);
    await ask();
    expect(server.asked()).toHaveLength(2);
  });

  it('answers 429 when its budget is used up, and kept tokens still', async () => {
    let left = 1;
    const budgets: MintBudgets = async () => {
      left -= 1;
      return left >= 0 ? { kind: 'spent' } : { kind: 'used-up', retryAfterSeconds: 90 };
    };
    const { ask } = arrange({ tokensPerHour: 1 }, { budgets });
    mints(mintOf71, { permissions: reading });
    await ask();
    expect(await refusal(ask({ fresh: true }))).toMatchObject({ shape: 'ThrottledError', retryAfterSeconds: 90 });
    await expect(ask()).resolves.toMatchObject({ installationToken: 'ghs_one' });
    expect(server.asked()).toEqual([mintOf71]);
  });

  it('judges anew the installation that took the place of one that is gone', async () => {
    const { ask } = arrange({ permissions: { contents: 'admin' } });
    const successor = gitHubInstallation({
      id: 72,
      login: 'acme',
      permissions: { contents: 'read', metadata: 'read' },
    });
    server.on('GET /orgs/acme/installation', { body: successor });
    mints('POST /app/installations/72/access_tokens', { permissions: reading });
    await expect(ask()).resolves.toMatchObject({ installationId: 72 });
    expect(server.requests.filter(({ method }) => method === 'POST').map(({ body }) => body)).toEqual([
      { permissions: { contents: 'write' } },
      { permissions: { contents: 'read' } },
    ]);
  });

  it('mends the row and tries once more where the installation has less by now than its row says', async () => {
    const { ask } = arrange(
      { permissions: { contents: 'write', issues: 'write' } },
      { permissions: { contents: 'write', issues: 'write' } },
    );
    const asOfNow = gitHubInstallation({ id: 71, login: 'acme', permissions: { contents: 'read' } });
    server.on('GET /app/installations/71', { body: asOfNow });
    server.on(mintOf71, ({ body }) =>
      Object(body).permissions.issues
        ? { status: 422, body: { message: 'The permissions requested are not granted to this installation.' } }
        : { status: 201, body: { token: 'ghs_one', expires_at: '2026-11-01T13:00:00Z', permissions: reading } },
    );

    await expect(ask()).resolves.toMatchObject({ installationToken: 'ghs_one' });
    expect(server.requests.filter(({ method }) => method === 'POST').map(({ body }) => body)).toEqual([
      { permissions: { contents: 'write', issues: 'write' } },
      { permissions: { contents: 'read' } },
    ]);
  });

  it.each([
    ['node id', { nodeId: 'node-of-acme' }, { nodeId: 'node-of-nobody' }],
    ['installation id', { nodeId: undefined, installationId: 71 }, { nodeId: undefined, installationId: 99 }],
  ])(
    'refuses an account beyond and one that is not there in the same words, which name neither, by %s',
    async (_by, beyond, absent) => {
      const { ask } = arrange({ owners: ['other'] });
      server.on('GET /app/installations', { body: [] });
      const sent = (input: object) => String(Object.values(input).filter(Boolean)[0]);

      const [first, second] = [await refusal(ask(beyond)), await refusal(ask(absent))];
      expect([first.shape, second.shape]).toEqual(['AccessDeniedError', 'AccessDeniedError']);
      expect(second.message).toBe(first.message.replace(sent(beyond), sent(absent)));
      expect(first.message.replace('node-of-acme', '')).not.toContain('acme');
    },
  );

  it('still hears that an account within its ceiling is not there', async () => {
    const { ask } = arrange({ owners: ['other'] });
    expect((await refusal(ask({ nodeId: undefined, owner: 'other' }))).shape).toBe('NotFoundError');
  });

  it('has no more looked up at GitHub than its budget holds, while known accounts are still answered', async () => {
    let left = 4;
    const budgets: MintBudgets = async ({ caller }) => {
      if (caller.endsWith('/Free')) return { kind: 'spent' };
      if (caller.startsWith('look-ups')) left -= 1;
      return left >= 0 ? { kind: 'spent' } : { kind: 'used-up', retryAfterSeconds: 90 };
    };
    const { ask } = arrange({ apps: [7] }, { budgets });
    mints(mintOf71, { permissions: reading });
    const shapes: string[] = [];
    for (let other = 0; other < 4; other += 1) {
      shapes.push((await refusal(ask({ nodeId: undefined, owner: `nobody-${other}` }))).shape);
    }
    expect(shapes).toEqual(['NotFoundError', 'NotFoundError', 'ThrottledError', 'ThrottledError']);
    expect(server.requests).toHaveLength(4);
    left = 0;
    await expect(ask()).resolves.toMatchObject({ installationToken: 'ghs_one' });
    await expect(ask({ nodeId: undefined, owner: 'nobody-9' }, 'Free')).rejects.toMatchObject({
      shape: 'NotFoundError',
    });
  });

  it('leaves other callers as they are', async () => {
    const { ask } = arrange({ apps: [8] });
    mints(mintOf71, { permissions: { administration: 'write' } });
    await expect(ask({}, 'Free')).resolves.toMatchObject({ installationToken: 'ghs_one' });
    expect((await refusal(ask())).message).toContain('App 7');
  });
});
