import fc from 'fast-check';
import { ApiError } from '../api/api-error';
import { createCallerCeilings } from './caller-ceilings';
import type { Scope } from './judge';
import type { Spending } from './mint-budget-table';

const request = { appId: 7, described: 'the account that was sent' };
const deployer = 'arn:aws:sts::111122223333:assumed-role/Deployer/session';
const acme = { name: 'acme', targetType: 'Organization', permissions: { contents: 'write', metadata: 'read' } };

let logged: string[];
beforeEach(() => {
  logged = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => logged.push(String(line)) > 0);
});
afterEach(() => jest.restoreAllMocks());

interface Arranged {
  readonly record?: object | string;
  /** Where the record is; any record is this one where it is absent. */
  readonly recordName?: string;
  readonly callersWithoutCeiling?: 'allowed' | 'refused';
  readonly spending?: Spending;
  readonly broken?: boolean;
}

function arrange({
  record,
  recordName,
  callersWithoutCeiling = 'allowed',
  spending = { kind: 'spent' },
  broken,
}: Arranged = {}) {
  const reads: string[] = [];
  const spent: object[] = [];
  const ceilings = createCallerCeilings({
    readRecord: async (name) => {
      reads.push(name);
      if (broken) throw new Error('AccessDeniedException');
      if (recordName !== undefined && name !== recordName) return undefined;
      if (record === undefined || typeof record === 'string') return record;
      return JSON.stringify({ version: 1, ...record });
    },
    budgets: async (budget) => {
      spent.push(budget);
      return spending;
    },
    callersWithoutCeiling,
  });
  return { ceilings, reads, spent };
}

const minting = {
  ask: async () => ({ kind: 'answered' as const, data: {} }),
  revoke: async () => ({ kind: 'answered' }),
};

async function refusal(run: () => unknown): Promise<ApiError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('createCallerCeilings', () => {
  it('looks for the record of the role, whatever its session is called', async () => {
    const { ceilings, reads } = arrange({ record: { apps: [7] } });
    await ceilings.admit(deployer, request);
    expect(reads).toEqual(['111122223333/role/Deployer']);
  });

  it('holds a role to the record that was granted to its name in another letter case', async () => {
    const { ceilings, reads } = arrange({ record: { apps: [8] }, recordName: '111122223333/role/deployer' });
    expect((await refusal(() => ceilings.admit(deployer, request))).shape).toBe('AccessDeniedError');
    expect(reads).toEqual(['111122223333/role/Deployer', '111122223333/role/deployer']);
  });

  it('refuses by name what goes beyond the ceiling, before anything is looked up', async () => {
    const { ceilings } = arrange({ record: { apps: [7], permissions: { contents: 'read' } } });
    const beyond = { ...request, appId: 8, scopeDown: { permissions: { contents: 'admin' as const } } };
    const refused = await refusal(() => ceilings.admit(deployer, beyond));
    expect(refused.shape).toBe('AccessDeniedError');
    expect(refused.message).toContain('App 8, permission contents: admin (at most read)');
    await expect(ceilings.admit(deployer, request)).resolves.toBeDefined();
  });

  it('counts what is too much to name', async () => {
    const { ceilings } = arrange({ record: { repositories: ['web'] } });
    const caller = await ceilings.admit(deployer, request);
    const repositoryNames = Array.from({ length: 30 }, (_, index) => `r${index}`);
    const { message } = await refusal(() => caller.judge(acme, { repositoryNames }));
    expect(message).toContain('repository r9 and 20 more');
  });

  it('leaves callers without a record alone, where they are allowed', async () => {
    const { ceilings, spent } = arrange();
    const caller = await ceilings.admit(deployer, request);
    const scope = { permissions: { contents: 'admin' as const } };
    const token = caller.judge(acme, scope);
    expect(token.scope).toBe(scope);
    expect(caller.judge(acme).scope).toEqual({});
    token.checkKept({});
    await caller.spendLookUp();
    const revoke = () => Promise.reject(new Error('revoked'));
    expect(await token.settle({ ask: async () => ({ kind: 'answered', data: {} }), revoke })).toMatchObject({
      data: {},
    });
    expect(spent).toEqual([]);
  });

  it('refuses callers without a record, where they are to have one', async () => {
    const { ceilings } = arrange({ callersWithoutCeiling: 'refused' });
    expect((await refusal(() => ceilings.admit(deployer, request))).shape).toBe('AccessDeniedError');
    expect((await refusal(() => ceilings.admit('arn:aws:iam::111122223333:root', request))).shape).toBe(
      'AccessDeniedError',
    );
  });

  it('refuses sessions that do not say which user made them', async () => {
    const { ceilings, reads } = arrange();
    const refused = await refusal(() => ceilings.admit('arn:aws:sts::111122223333:federated-user/ann', request));
    expect(refused).toMatchObject({
      shape: 'AccessDeniedError',
      message: expect.stringContaining('GetFederationToken'),
    });
    expect(reads).toEqual([]);
  });

  it.each([
    ['a store that fails', { broken: true }],
    ['a record that is no JSON', { record: 'none' }],
    ['a record of a later version', { record: '{"version":2}' }],
    ['a limit that is not known', { record: { hosts: ['github.example.com'] } }],
  ])('refuses for %s, retryably, and says why in the log only', async (_what, arranged) => {
    const { ceilings } = arrange(arranged);
    const refused = await refusal(() => ceilings.admit(deployer, request));
    expect(refused.shape).toBe('ServerSideError');
    expect(refused.message).not.toMatch(/AccessDenied|JSON|version/);
    expect(logged.join()).toContain('ceiling was not read');
  });

  it('spends from the budget of the role', async () => {
    const { ceilings, spent } = arrange({ record: { tokensPerHour: 5 } });
    await (await ceilings.admit(deployer, request)).judge(acme).settle(minting);
    expect(spent).toEqual([{ caller: '111122223333/role/Deployer', perHour: 5 }]);
  });

  it('meters what the caller has GitHub looked up, apart from its tokens', async () => {
    const { ceilings, spent } = arrange({
      record: { apps: [7] },
      spending: { kind: 'used-up', retryAfterSeconds: 77 },
    });
    const caller = await ceilings.admit(deployer, request);
    expect(await refusal(() => caller.spendLookUp())).toMatchObject({ shape: 'ThrottledError', retryAfterSeconds: 77 });
    expect(spent).toEqual([{ caller: 'look-ups 111122223333/role/Deployer', perHour: 1_000 }]);
  });

  it('refuses to spend more than the budget, with the seconds to wait', async () => {
    const { ceilings } = arrange({
      record: { tokensPerHour: 5 },
      spending: { kind: 'used-up', retryAfterSeconds: 77 },
    });
    const token = (await ceilings.admit(deployer, request)).judge(acme);
    expect(await refusal(() => token.settle(minting))).toMatchObject({
      shape: 'ThrottledError',
      retryAfterSeconds: 77,
    });
  });

  it('refuses a kept token that the ceiling does not reach any more', async () => {
    const { ceilings } = arrange({ record: { repositories: ['web'] } });
    const token = (await ceilings.admit(deployer, request)).judge(acme);
    const scope = { repositoryIds: [9], repositoryNames: ['api'], permissions: { contents: 'read' } };
    expect((await refusal(() => token.checkKept(scope))).shape).toBe('AccessDeniedError');
  });

  it('refuses a token that reaches too far even where it cannot be revoked', async () => {
    const { ceilings } = arrange({ record: { repositories: ['web'] } });
    const token = (await ceilings.admit(deployer, request)).judge(acme);
    const revoke = async () => ({ kind: 'unavailable' });
    expect((await refusal(() => token.settle({ ...minting, revoke }))).shape).toBe('AccessDeniedError');
    expect(logged.join()).toContain('not revoked');
  });

  it('hands out nothing beyond the ceiling, whatever is asked, whatever the installation has and however GitHub answers', async () => {
    let handedOut = 0;
    let revoked = 0;
    await fc.assert(
      fc.asyncProperty(
        ceilingOf,
        worldOf,
        scopeOf,
        fc.integer({ min: 1, max: 3 }),
        async (record, world, asked, appId) => {
          const { ceilings } = arrange({ record });
          const result = await vend({ ceilings, world, asked, appId });
          if (result.kind === 'handed out') {
            handedOut += 1;
            expect(liesWithin(record, { ...world, appId }, result.answer)).toBe(true);
          }
          if (result.kind === 'refused after the mint') {
            revoked += 1;
            expect(result.revocations).toBe(1);
          }
        },
      ),
      { numRuns: 2_000 },
    );
    // A property about nothing is none.
    expect(handedOut).toBeGreaterThan(50);
    expect(revoked).toBeGreaterThan(50);
  });
});

interface Record_ {
  readonly apps?: number[];
  readonly owners?: string[];
  readonly repositories?: string[];
  readonly permissions?: Record<string, string>;
}

interface Answer {
  readonly repositories?: { id: number; name: string }[];
  readonly permissions: Record<string, string>;
}

/** An account with its repositories, an installation there, what its row says, and a GitHub that has a mind of its own. */
interface World {
  readonly owner: string;
  readonly repositories: { id: number; name: string }[];
  readonly granted: Record<string, string>;
  readonly row: Record<string, string>;
  readonly oddity: 'none' | 'all repositories' | 'another repository' | 'all permissions' | 'higher levels' | 'renamed';
}

const names = ['web', 'api', 'Docs', 'x.y'];
const levels = ['read', 'write', 'admin'] as const;
const permissionNames = ['contents', 'issues', 'checks', 'metadata'];
const some = <Item>(...items: Item[]) => fc.uniqueArray(fc.constantFrom(...items), { minLength: 1 });
const permissionsOf = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...permissionNames), fc.constantFrom(...levels)), {
    minLength: 1,
    selector: ([name]) => name,
  })
  .map((entries): Record<string, (typeof levels)[number]> => Object.fromEntries(entries));
const ceilingOf = fc.record(
  {
    apps: some(1, 2),
    owners: some('acme', 'Other'),
    repositories: some('web', 'acme/API', 'other/web', 'acme/docs'),
    permissions: permissionsOf,
  },
  { requiredKeys: [] },
);
const worldOf = fc.record({
  owner: fc.constantFrom('acme', 'ACME', 'other'),
  repositories: some(...names).map((present) => present.map((name) => ({ id: names.indexOf(name) + 1, name }))),
  granted: permissionsOf.map((granted) => ({ ...granted, metadata: 'read' })),
  row: fc.oneof(permissionsOf, fc.constant({})),
  oddity: fc.constantFrom(
    'none',
    'none',
    'none',
    'all repositories',
    'another repository',
    'all permissions',
    'higher levels',
    'renamed',
  ) satisfies fc.Arbitrary<World['oddity']>,
});
const scopeOf = fc.option(
  fc.record(
    { repositoryIds: some(1, 2, 3, 4), repositoryNames: some('web', 'API', 'docs', 'zzz'), permissions: permissionsOf },
    { requiredKeys: [] },
  ),
  { nil: undefined },
);

interface Vending {
  readonly ceilings: ReturnType<typeof createCallerCeilings>;
  readonly world: World;
  readonly asked: Scope | undefined;
  readonly appId: number;
}

/** What GetInstallationToken does with a caller's limits. */
async function vend({ ceilings, world, asked, appId }: Vending) {
  const installation = { name: world.owner, targetType: 'Organization', permissions: world.row };
  let revocations = 0;
  let minted = false;
  try {
    const admitted = await ceilings.admit(deployer, { ...request, appId, scopeDown: asked });
    const token = admitted.judge(installation, asked);
    const { data } = await token.settle<never>({
      ask: async () => {
        minted = true;
        return { kind: 'answered', data: gitHubMints(world, token.scope) };
      },
      revoke: async () => {
        revocations += 1;
        return { kind: 'answered' };
      },
    });
    const answer = gitHubMints(world, token.scope);
    expect(answer).toEqual(data);
    const { repositories, permissions } = answer;
    const kept = repositories && {
      repositoryIds: repositories.map(({ id }) => id),
      repositoryNames: repositories.map(({ name }) => name),
    };
    token.checkKept({ ...kept, permissions });
    return { kind: 'handed out', answer } as const;
  } catch (error) {
    expect(error).toMatchObject({ shape: 'AccessDeniedError' });
    return { kind: minted ? 'refused after the mint' : 'refused', revocations } as const;
  }
}

/** GitHub takes an empty list for no limit, and what is absent likewise. */
function gitHubMints({ repositories, granted, oddity }: World, scope: Scope): Answer {
  const wanted = [...(scope.repositoryIds ?? []), ...(scope.repositoryNames ?? []).map((name) => name.toLowerCase())];
  const named = repositories.filter(({ id, name }) => wanted.includes(id) || wanted.includes(name.toLowerCase()));
  const reached = {
    none: named,
    'all repositories': [],
    'another repository': [...named, { id: 99, name: 'secret' }],
    'all permissions': named,
    'higher levels': named,
    renamed: named.map(({ id, name }) => ({ id, name: `${name}-2` })),
  }[oddity];
  const isAll = wanted.length === 0 || oddity === 'all repositories';
  const isEverything =
    !scope.permissions || Object.keys(scope.permissions).length === 0 || oddity === 'all permissions';
  const permissions: Record<string, string> = isEverything ? granted : { ...scope.permissions, metadata: 'read' };
  const raised = Object.fromEntries(Object.keys(permissions).map((name) => [name, 'admin']));
  return {
    ...(!isAll && { repositories: reached }),
    permissions: oddity === 'higher levels' ? raised : permissions,
  };
}

/** Said once more in other words, from GitHub's side. */
function liesWithin(
  record: Record_,
  { owner, appId }: World & { appId: number },
  { repositories, permissions }: Answer,
): boolean {
  const allowed = (record.repositories ?? []).map((entry) => entry.toLowerCase());
  const mayReach = (name: string) => [name, `${owner}/${name}`].some((form) => allowed.includes(form.toLowerCase()));
  const height = (level = '') => ['read', 'write', 'admin'].indexOf(level);
  const mayHave = ([name, level]: [string, string]) =>
    height(level) >= 0 &&
    height(level) <=
      Math.max(height(record.permissions?.[name]), name === 'metadata' && !record.permissions?.metadata ? 0 : -1);
  return (
    (!record.apps || record.apps.includes(appId)) &&
    (!record.owners || record.owners.map((login) => login.toLowerCase()).includes(owner.toLowerCase())) &&
    (!record.repositories ||
      (!!repositories && repositories.length > 0 && repositories.every(({ name }) => mayReach(name)))) &&
    (!record.permissions || Object.entries(permissions).every(mayHave))
  );
}
