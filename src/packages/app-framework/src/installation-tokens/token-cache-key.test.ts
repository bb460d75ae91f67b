import fc from 'fast-check';
import { sharerOf, type TokenIdentity, tokenCacheKey } from './token-cache-key';

const identity: TokenIdentity = {
  host: 'https://api.github.com',
  appId: 7,
  installationId: 71,
  state: 's',
  sharer: 'caller 1:role/ci',
  scope: {},
};
const keyOf = (scope: TokenIdentity['scope'], change: Partial<TokenIdentity> = {}) =>
  tokenCacheKey({ ...identity, scope, ...change });

describe('tokenCacheKey', () => {
  // Each pair shares one entry in the cache of the most used library, which joins the parts that are there.
  it.each<[string, TokenIdentity['scope'], TokenIdentity['scope']]>([
    [
      'a repository that is named as a permission',
      { repositoryNames: ['contents'] },
      { permissions: { contents: 'read' } },
    ],
    ['a repository id and a repository of that name', { repositoryIds: [5] }, { repositoryNames: ['5'] }],
    [
      'the permission levels admin and write',
      { permissions: { members: 'admin' } },
      { permissions: { members: 'write' } },
    ],
    [
      'the permission levels read and write',
      { permissions: { members: 'read' } },
      { permissions: { members: 'write' } },
    ],
    ['two names and one with a separator', { repositoryNames: ['a', 'b'] }, { repositoryNames: ['a,b'] }],
    ['ids and names that join to the same', { repositoryIds: [1], repositoryNames: ['2'] }, { repositoryIds: [1, 2] }],
    ['no scope and an empty list', {}, { repositoryIds: [] }],
    ['no scope and empty permissions', {}, { permissions: {} }],
    ['lengths that shift between parts', { repositoryNames: ['1:a', 'b'] }, { repositoryNames: ['1', 'a1:b'] }],
  ])('tells %s apart', (_what, one, other) => {
    expect(keyOf(one)).not.toBe(keyOf(other));
  });

  it.each<[string, Partial<TokenIdentity>]>([
    ['App', { appId: 8 }],
    ['installation', { installationId: 72 }],
    ['host', { host: 'https://ghe.example.com/api/v3' }],
    ['state of the installation', { state: 't' }],
    ['caller', { sharer: 'caller 1:role/other' }],
    ['sharing', { sharer: 'deployment' }],
    ['App and installation exchanged', { appId: 71, installationId: 7 }],
  ])('tells requests apart that differ in the %s only', (_what, change) => {
    expect(keyOf({}, change)).not.toBe(keyOf({}));
  });

  it.each<[string, TokenIdentity['scope'], TokenIdentity['scope']]>([
    ['order of ids', { repositoryIds: [10, 9] }, { repositoryIds: [9, 10] }],
    ['repetitions', { repositoryIds: [9, 9] }, { repositoryIds: [9] }],
    ['order and case of names', { repositoryNames: ['B', 'a'] }, { repositoryNames: ['A', 'b', 'a'] }],
    ['order of permissions', { permissions: { a: 'read', b: 'read' } }, { permissions: { b: 'read', a: 'read' } }],
    ['members that are there but undefined', { repositoryIds: undefined }, {}],
  ])('does not look at the %s', (_what, one, other) => {
    expect(keyOf(one)).toBe(keyOf(other));
  });

  it('does not change the lists that it is given', () => {
    const repositoryIds = [3, 1, 2];
    keyOf({ repositoryIds });
    expect(repositoryIds).toEqual([3, 1, 2]);
  });

  it('is equal for any two requests exactly when they mean the same', () => {
    // Few and awkward values, so that many pairs mean the same and many others nearly do.
    const word = fc.constantFrom('a', 'A', 'b', '1', '5', '1:a', 'a1:b', ',', '', 'contents', 'list ', 'absent', 'é');
    const id = fc.constantFrom(1, 5, 11, 15, 9_007_199_254_740_991);
    const permission = fc.constantFrom('contents', 'members', 'a');
    const scope = fc.record(
      {
        repositoryIds: fc.array(id, { maxLength: 3 }),
        repositoryNames: fc.array(word, { maxLength: 3 }),
        permissions: fc.dictionary(permission, fc.constantFrom('read', 'write', 'admin'), { maxKeys: 2 }),
      },
      { requiredKeys: [] },
    );
    const request = fc.record({ host: word, appId: id, installationId: id, state: word, sharer: word, scope });
    const pair = fc.oneof(fc.tuple(request, request), request.chain(nearlyThat), request.chain(joinedLikeThat));
    fc.assert(
      fc.property(pair, ([one, other]) => {
        expect(tokenCacheKey(one) === tokenCacheKey(other)).toBe(meaning(one) === meaning(other));
      }),
      { numRuns: 2_000 },
    );

    /** Two neighbours put together, as a key that joins its parts would have them. */
    function joinedLikeThat(one: TokenIdentity) {
      const [first = 'a', second = 'b', ...rest] = one.scope.repositoryNames ?? [];
      const listed = { ...one, scope: { ...one.scope, repositoryNames: [first, second, ...rest] } };
      return fc
        .constantFrom(',', ':', '', ' ', '1:')
        .map((separator): [TokenIdentity, TokenIdentity] => [
          listed,
          { ...one, scope: { ...one.scope, repositoryNames: [`${first}${separator}${second}`, ...rest] } },
        ]);
    }

    function nearlyThat(one: TokenIdentity) {
      const shuffled = (list: readonly (string | number)[] = []) =>
        fc.shuffledSubarray([...list], { minLength: list.length });
      return fc
        .tuple(shuffled(one.scope.repositoryIds), shuffled(one.scope.repositoryNames), word, fc.boolean())
        .map(([ids, names, sharer, isSame]): [TokenIdentity, TokenIdentity] => [
          one,
          {
            ...one,
            ...(isSame ? {} : { sharer }),
            scope: {
              ...one.scope,
              ...(one.scope.repositoryIds && { repositoryIds: ids.map(Number) }),
              ...(one.scope.repositoryNames && { repositoryNames: names.map((name) => String(name).toUpperCase()) }),
            },
          },
        ]);
    }
  });
});

/** What a request means, said in another way than the key says it. */
function meaning({ host, appId, installationId, state, sharer, scope }: TokenIdentity): string {
  const { repositoryIds, repositoryNames, permissions } = scope;
  const ids = repositoryIds ? [...new Set(repositoryIds)].sort((one, other) => one - other) : null;
  const names = repositoryNames ? [...new Set(repositoryNames.map((name) => name.toLowerCase()))].sort() : null;
  const levels = permissions ? Object.entries(permissions).sort() : null;
  return JSON.stringify([host, appId, installationId, state, sharer, ids, names, levels]);
}

describe('sharerOf', () => {
  it('is one for all only where the deployment says so', () => {
    expect(sharerOf('caller', '1/user/ann')).not.toBe(sharerOf('caller', '1/user/ben'));
    expect(sharerOf('deployment', '1/user/ann')).toBe(sharerOf('deployment', '1/user/ben'));
  });
});
