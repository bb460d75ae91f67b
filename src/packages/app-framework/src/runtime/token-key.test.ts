import fc from 'fast-check';
import { type TokenSubject, tokenKey } from './token-key';

const target = { appId: 1, installationId: 7 };

describe('tokenKey', () => {
  it.each<[string, TokenSubject, TokenSubject]>([
    [
      'a repository called like a permission',
      { ...target, scopeDown: { repositoryNames: ['contents'] } },
      { ...target, scopeDown: { permissions: { contents: 'read' } } },
    ],
    [
      'an id and a name of the same digits',
      { ...target, scopeDown: { repositoryIds: [5] } },
      { ...target, scopeDown: { repositoryNames: ['5'] } },
    ],
    [
      'admin and write',
      { ...target, scopeDown: { permissions: { contents: 'admin' } } },
      { ...target, scopeDown: { permissions: { contents: 'write' } } },
    ],
    ['two Apps', target, { ...target, appId: 2 }],
    ['an installation id and an owner of the same digits', { appId: 1, installationId: 7 }, { appId: 1, owner: '7' }],
    ['node ids in another case', { appId: 1, nodeId: 'O_a' }, { appId: 1, nodeId: 'O_A' }],
    ['no scope and an empty one', target, { ...target, scopeDown: {} }],
    ['no list and an empty one', { ...target, scopeDown: { repositoryNames: [] } }, { ...target, scopeDown: {} }],
    [
      'one name with a comma and two names',
      { ...target, scopeDown: { repositoryNames: ['a,b'] } },
      { ...target, scopeDown: { repositoryNames: ['a', 'b'] } },
    ],
    ['an owner that spells out a scope', { appId: 1, owner: '7",null' }, { appId: 1, owner: '7' }],
  ])('tells %s apart', (_what, one, other) => {
    expect(tokenKey(one)).not.toBe(tokenKey(other));
  });

  it('does not mind order, duplicates and the case of logins and repositories', () => {
    const permissions = { contents: 'read', issues: 'write' } as const;
    expect(
      tokenKey({
        appId: 1,
        owner: 'Acme',
        scopeDown: { repositoryIds: [10, 9, 10], repositoryNames: ['B', 'a'], permissions },
      }),
    ).toBe(
      tokenKey({
        appId: 1,
        owner: 'acme',
        scopeDown: {
          repositoryIds: [9, 10],
          repositoryNames: ['A', 'b', 'B'],
          permissions: { issues: 'write', contents: 'read' },
        },
      }),
    );
  });

  it('leaves the lists of the caller as they were', () => {
    const repositoryIds = [3, 1, 2];
    tokenKey({ ...target, scopeDown: { repositoryIds } });
    expect(repositoryIds).toEqual([3, 1, 2]);
  });

  it('is the same for two subjects only if they mean the same', () => {
    const text = fc.oneof(
      fc.constantFrom('contents', 'read', '5', 'a', 'A', '","', 'null'),
      fc.string({ maxLength: 3 }),
    );
    const scope = fc.record(
      {
        repositoryIds: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }),
        repositoryNames: fc.array(text, { maxLength: 3 }),
        permissions: fc.dictionary(text, fc.constantFrom('read', 'write', 'admin')),
      },
      { requiredKeys: [] },
    );
    const subject = fc
      .tuple(
        fc.integer({ min: 1, max: 3 }),
        fc.oneof(
          fc.record({ installationId: fc.integer({ min: 1, max: 6 }) }),
          fc.record({ nodeId: text }),
          fc.record({ owner: text }),
        ),
        fc.option(scope, { nil: undefined }),
      )
      .map(([appId, whom, scopeDown]): TokenSubject => ({ appId, ...whom, scopeDown }));
    fc.assert(
      fc.property(subject, subject, (one, other) => {
        expect(tokenKey(one) === tokenKey(other)).toBe(
          JSON.stringify(meaningOf(one)) === JSON.stringify(meaningOf(other)),
        );
      }),
      { numRuns: 2_000 },
    );
  });
});

/** The same by another road: plain data in a fixed order. */
function meaningOf({ appId, nodeId, installationId, owner, scopeDown }: TokenSubject) {
  const sorted = (values: readonly unknown[] | undefined) => values && [...new Set(values.map(String))].sort();
  return {
    appId,
    nodeId: nodeId ?? null,
    installationId: installationId ?? null,
    owner: owner?.toLowerCase() ?? null,
    scope: scopeDown && {
      ids: sorted(scopeDown.repositoryIds) ?? null,
      names: sorted(scopeDown.repositoryNames?.map((name) => name.toLowerCase())) ?? null,
      permissions: sorted(Object.entries(scopeDown.permissions ?? {}).map((entry) => JSON.stringify(entry))),
      hasPermissions: scopeDown.permissions !== undefined,
    },
  };
}
