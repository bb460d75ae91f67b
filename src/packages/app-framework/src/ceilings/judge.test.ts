import type { Ceiling } from './ceiling';
import { excessOfAnswer, excessOfKept, excessOfRequest, judge, type Scope } from './judge';

const acme = { name: 'Acme', permissions: { contents: 'write', issues: 'read', metadata: 'read' } };
const web = { id: 5, name: 'web' };

describe('excessOfRequest', () => {
  it('names other Apps and higher permissions', () => {
    const ceiling = { apps: [7], permissions: { contents: 'read' } } as const;
    const scopeDown = { permissions: { contents: 'write', issues: 'read', metadata: 'read' } } as const;
    expect(excessOfRequest(ceiling, { appId: 8, scopeDown })).toEqual([
      'App 8',
      'permission contents: write (at most read)',
      'permission issues: read (not at all)',
    ]);
    expect(excessOfRequest(ceiling, { appId: 7, scopeDown: { permissions: { contents: 'read' } } })).toEqual([]);
  });

  it('names another account where the request says which', () => {
    expect(excessOfRequest({ owners: ['acme'] }, { appId: 1, owner: 'Other' })).toEqual(['the account Other']);
    expect(excessOfRequest({ owners: ['acme'] }, { appId: 1, owner: 'ACME' })).toEqual([]);
    expect(excessOfRequest({ owners: ['acme'] }, { appId: 1 })).toEqual([]);
    expect(excessOfRequest({ apps: [1] }, { appId: 1, owner: 'other' })).toEqual([]);
  });

  it('takes metadata: read for implied, and nothing above it', () => {
    const scopeDown = { permissions: { metadata: 'write' } } as const;
    expect(excessOfRequest({ permissions: { contents: 'read' } }, { appId: 1, scopeDown })).toEqual([
      'permission metadata: write (at most read)',
    ]);
  });

  it('takes no name from the prototype of an object for a permission', () => {
    const scopeDown = { permissions: { constructor: 'read' } } as const;
    expect(excessOfRequest({ permissions: { contents: 'admin' } }, { appId: 1, scopeDown })).toHaveLength(1);
  });
});

describe('judge', () => {
  it('gives the ceiling, cut to what the installation has, where nothing in particular is asked for', () => {
    const ceiling = {
      repositories: ['acme/web', 'other/api', 'docs'],
      permissions: { contents: 'read', issues: 'admin', pull_requests: 'write' },
    } as const;
    expect(judge(ceiling, acme)).toEqual({
      kind: 'within',
      scope: { repositoryNames: ['web', 'docs'], permissions: { contents: 'read', issues: 'read' } },
    });
  });

  it('leaves a request within the ceiling as it is', () => {
    const ceiling = { owners: ['acme'], repositories: ['acme/web'], permissions: { contents: 'write' } } as const;
    const scope: Scope = { repositoryNames: ['WEB'], permissions: { contents: 'read' } };
    expect(judge(ceiling, acme, scope)).toEqual({ kind: 'within', scope });
  });

  it('limits nothing that the ceiling does not', () => {
    expect(judge({ apps: [1] }, acme)).toEqual({ kind: 'within', scope: {} });
    const scope: Scope = { repositoryIds: [1], repositoryNames: ['x'], permissions: { contents: 'admin' } };
    expect(judge({ apps: [1] }, acme, scope)).toEqual({ kind: 'within', scope });
  });

  it('keeps ids, and adds no names to them', () => {
    const judged = judge({ repositories: ['web'] }, acme, { repositoryIds: [5] });
    expect(judged).toEqual({ kind: 'within', scope: { repositoryIds: [5] } });
  });

  it('asks for the whole of the permissions where the row has none', () => {
    const judged = judge({ permissions: { contents: 'read' } }, { name: 'acme', permissions: {} });
    expect(judged).toEqual({ kind: 'within', scope: { permissions: { contents: 'read' } } });
  });

  const refused: [string, { ceiling: Ceiling; asked?: Scope; excess: string }][] = [
    ['another account', { ceiling: { owners: ['other'] }, excess: 'the account Acme' }],
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
      { ceiling: { repositories: ['other/web'] }, excess: 'every repository of the account Acme' },
    ],
    [
      'permissions of which the installation has none',
      { ceiling: { permissions: { checks: 'write' } }, excess: 'every permission that the installation on Acme has' },
    ],
  ];
  it.each(refused)('refuses %s, and never asks for an empty list', (_what, { ceiling, asked, excess }) => {
    expect(judge(ceiling, acme, asked)).toEqual({ kind: 'beyond', excess: [excess] });
  });
});

describe('excessOfAnswer', () => {
  const ceiling = { repositories: ['acme/web'], permissions: { contents: 'write' } } as const;
  const within = { repositories: [web], permissions: { contents: 'read', metadata: 'read' } };

  it('finds none where the token lies within', () => {
    expect(excessOfAnswer(ceiling, acme, within)).toEqual([]);
  });

  it.each([
    ['no list of repositories', { repositories: undefined }, 'every repository of the installation'],
    ['an empty list', { repositories: [] }, 'every repository of the installation'],
    ['a repository more', { repositories: [web, { id: 9, name: 'secret' }] }, 'repository 9'],
    ['a repository without name', { repositories: [web, { id: 9 }] }, 'repository 9'],
    ['something else in the list', { repositories: [web, null] }, 'repository undefined'],
    ['no permissions', { permissions: undefined }, 'every permission of the installation'],
    ['empty permissions', { permissions: {} }, 'every permission of the installation'],
    ['a higher level', { permissions: { contents: 'admin' } }, 'permission contents: admin (at most write)'],
    ['an unknown level', { permissions: { contents: 'all' } }, 'permission contents: all (at most write)'],
    ['another permission', { permissions: { issues: 'read' } }, 'permission issues: read (not at all)'],
    ['more metadata', { permissions: { metadata: 'admin' } }, 'permission metadata: admin (at most read)'],
  ])('names %s without the name of a repository', (_what, answer, excess) => {
    expect(excessOfAnswer(ceiling, acme, { ...within, ...answer })).toEqual([excess]);
  });

  it('takes an answer that is no object for one that is beyond', () => {
    expect(excessOfAnswer(ceiling, acme, 'all yours')).toHaveLength(2);
  });
});

describe('excessOfKept', () => {
  it('judges a kept scope as the answer that it was', () => {
    const ceiling = { repositories: ['web'], permissions: { contents: 'read' } } as const;
    const kept = { repositoryIds: [5, 9], repositoryNames: ['web', 'api'], permissions: { contents: 'read' } };
    expect(excessOfKept(ceiling, acme, kept)).toEqual(['repository 9']);
    expect(excessOfKept(ceiling, acme, { permissions: { contents: 'read' } })).toEqual([
      'every repository of the installation',
    ]);
  });
});
