import type { Ceiling } from './ceiling';
import { excessOfAnswer, excessOfKept, excessOfRequest, judge, type Scope } from './judge';

const acme = {
  name: 'Acme',
  targetType: 'Organization',
  permissions: { contents: 'write', issues: 'read', metadata: 'read' },
};
const web = { id: 5, name: 'web' };
const described = 'the account that was sent';
const installation = acme;

describe('excessOfRequest', () => {
  it('names other Apps and higher permissions', () => {
    const ceiling = { apps: [7], permissions: { contents: 'read' } } as const;
    const scopeDown = { permissions: { contents: 'write', issues: 'read', metadata: 'read' } } as const;
    expect(excessOfRequest(ceiling, { described, appId: 8, scopeDown })).toEqual([
      'App 8',
      'permission contents: write (at most read)',
      'permission issues: read (not at all)',
    ]);
    expect(excessOfRequest(ceiling, { described, appId: 7, scopeDown: { permissions: { contents: 'read' } } })).toEqual(
      [],
    );
  });

  it('names another account where the request says which', () => {
    expect(excessOfRequest({ owners: ['acme'] }, { described, appId: 1, owner: 'Other' })).toEqual([described]);
    expect(excessOfRequest({ owners: ['acme'] }, { described, appId: 1, owner: 'ACME' })).toEqual([]);
    expect(excessOfRequest({ owners: ['acme'] }, { described, appId: 1 })).toEqual([]);
    expect(excessOfRequest({ apps: [1] }, { described, appId: 1, owner: 'other' })).toEqual([]);
  });

  it('takes the slug of an enterprise for no login, and a login for no slug', () => {
    const named = (owners: string[], name: object) => excessOfRequest({ owners }, { described, appId: 1, ...name });
    expect(named(['acme'], { enterprise: 'acme' })).toEqual([described]);
    expect(named(['enterprises/acme'], { owner: 'acme' })).toEqual([described]);
    expect(named(['enterprises/acme'], { enterprise: 'Acme' })).toEqual([]);
  });

  it('takes metadata: read for implied, and nothing above it', () => {
    const scopeDown = { permissions: { metadata: 'write' } } as const;
    expect(excessOfRequest({ permissions: { contents: 'read' } }, { described, appId: 1, scopeDown })).toEqual([
      'permission metadata: write (at most read)',
    ]);
  });

  it('takes no name from the prototype of an object for a permission', () => {
    const scopeDown = { permissions: { constructor: 'read' } } as const;
    expect(excessOfRequest({ permissions: { contents: 'admin' } }, { described, appId: 1, scopeDown })).toHaveLength(1);
  });
});

describe('judge', () => {
  it('gives the ceiling, cut to what the installation has, where nothing in particular is asked for', () => {
    const ceiling = {
      repositories: ['acme/web', 'other/api', 'docs'],
      permissions: { contents: 'read', issues: 'admin', pull_requests: 'write' },
    } as const;
    expect(judge(ceiling, { installation, described, asked: {} })).toEqual({
      kind: 'within',
      scope: { repositoryNames: ['web', 'docs'], permissions: { contents: 'read', issues: 'read' } },
    });
  });

  it('leaves a request within the ceiling as it is', () => {
    const ceiling = { owners: ['acme'], repositories: ['acme/web'], permissions: { contents: 'write' } } as const;
    const scope: Scope = { repositoryNames: ['WEB'], permissions: { contents: 'read' } };
    expect(judge(ceiling, { installation, described, asked: scope })).toEqual({ kind: 'within', scope });
  });

  it('limits nothing that the ceiling does not', () => {
    expect(judge({ apps: [1] }, { installation, described, asked: {} })).toEqual({ kind: 'within', scope: {} });
    const scope: Scope = { repositoryIds: [1], repositoryNames: ['x'], permissions: { contents: 'admin' } };
    expect(judge({ apps: [1] }, { installation, described, asked: scope })).toEqual({ kind: 'within', scope });
  });

  it('keeps ids, and adds no names to them', () => {
    const judged = judge({ repositories: ['web'] }, { installation, described, asked: { repositoryIds: [5] } });
    expect(judged).toEqual({ kind: 'within', scope: { repositoryIds: [5] } });
  });

  it('asks for the whole of the permissions where the row has none', () => {
    const judged = judge(
      { permissions: { contents: 'read' } },
      { installation: { ...acme, permissions: {} }, described, asked: {} },
    );
    expect(judged).toEqual({ kind: 'within', scope: { permissions: { contents: 'read' } } });
  });

  const refused: [string, { ceiling: Ceiling; asked?: Scope; excess: string }][] = [
    ['another account', { ceiling: { owners: ['other'] }, excess: described }],
    [
      'another name',
      {
        ceiling: { repositories: ['acme/web'] },
        asked: { repositoryNames: ['web', 'api'] },
        excess: 'repository api',
      },
    ],
    [
      'a name that only another owner has',
      { ceiling: { repositories: ['other/web'] }, asked: { repositoryNames: ['web'] }, excess: 'repository web' },
    ],
    [
      'repositories of none of its owners',
      { ceiling: { repositories: ['other/web'] }, excess: `every repository of ${described}` },
    ],
    [
      'permissions of which the installation has none',
      { ceiling: { permissions: { checks: 'write' } }, excess: `every permission on ${described}` },
    ],
  ];
  it('takes an enterprise for no organization of that name', () => {
    const enterprise = { ...acme, targetType: 'Enterprise' };
    const judged = (owners: string[]) => judge({ owners }, { installation: enterprise, described, asked: {} }).kind;
    expect(judged(['acme'])).toBe('beyond');
    expect(judged(['enterprises/acme'])).toBe('within');
  });

  it.each(refused)('refuses %s, and never asks for an empty list', (_what, { ceiling, asked, excess }) => {
    expect(judge(ceiling, { installation, described, asked: asked ?? {} })).toEqual({
      kind: 'beyond',
      excess: [excess],
    });
  });
});

describe('excessOfAnswer', () => {
  const ceiling = { repositories: ['acme/web'], permissions: { contents: 'write' } } as const;
  const request = { appId: 1, described, scopeDown: { repositoryIds: [9] } };
  const within = { repositories: [web], permissions: { contents: 'read', metadata: 'read' } };

  it('finds none where the token lies within', () => {
    expect(excessOfAnswer(ceiling, { request, installation, answer: within })).toEqual([]);
  });

  it.each([
    ['no list of repositories', { repositories: undefined }, 'every repository of the installation'],
    ['an empty list', { repositories: [] }, 'every repository of the installation'],
    ['a repository more', { repositories: [web, { id: 9, name: 'secret' }] }, 'repository 9'],
    ['a repository without name', { repositories: [web, { id: 9 }] }, 'repository 9'],
    ['something else in the list', { repositories: [web, null] }, 'a repository that was not asked for'],
    [
      'repositories that were not asked for',
      { repositories: [web, { id: 10, name: 'secret' }, { id: 11, name: 'other' }] },
      'a repository that was not asked for',
    ],
    ['no permissions', { permissions: undefined }, 'every permission of the installation'],
    ['empty permissions', { permissions: {} }, 'every permission of the installation'],
    ['a higher level', { permissions: { contents: 'admin' } }, 'permission contents: admin (at most write)'],
    ['an unknown level', { permissions: { contents: 'all' } }, 'permission contents: all (at most write)'],
    ['another permission', { permissions: { issues: 'read' } }, 'permission issues: read (not at all)'],
    ['more metadata', { permissions: { metadata: 'admin' } }, 'permission metadata: admin (at most read)'],
  ])('names %s without the name of a repository', (_what, answer, excess) => {
    expect(excessOfAnswer(ceiling, { request, installation, answer: { ...within, ...answer } })).toEqual([excess]);
  });

  it('takes an answer that is no object for one that is beyond', () => {
    expect(excessOfAnswer(ceiling, { request, installation, answer: 'all yours' })).toHaveLength(2);
  });
});

describe('excessOfKept', () => {
  it('judges a kept scope as the answer that it was', () => {
    const ceiling = { repositories: ['web'], permissions: { contents: 'read' } } as const;
    const kept = { repositoryIds: [5, 9], repositoryNames: ['web', 'api'], permissions: { contents: 'read' } };
    const request = { appId: 1, described, scopeDown: { repositoryIds: [9] } };
    expect(excessOfKept(ceiling, { request, installation, kept })).toEqual(['repository 9']);
    const all = { permissions: { contents: 'read' } };
    expect(excessOfKept(ceiling, { request, installation, kept: all })).toEqual([
      'every repository of the installation',
    ]);
  });
});
