import fc from 'fast-check';
import { givenLoggedLines } from '../lambda/logged-lines.test.support';
import type { createCallerCeilings } from './caller-ceilings';
import { arrange, deployer, request } from './caller-ceilings.test.support';
import type { Scope } from './judge';

// What is refused after the mint is logged.
givenLoggedLines();

describe('createCallerCeilings', () => {
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
