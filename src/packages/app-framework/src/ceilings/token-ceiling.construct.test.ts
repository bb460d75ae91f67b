import { Aws, Fn } from 'aws-cdk-lib';
import { parseCeiling } from './ceiling';
import { recordOf, type TokenCeiling } from './token-ceiling.construct';

const many = (count: number, length: number) =>
  Array.from({ length: count }, (_, index) => String(index).padStart(length, 'r'));

describe('recordOf', () => {
  it('is what the token function reads', () => {
    const ceiling: TokenCeiling = {
      apps: [7],
      owners: ['Octo-Org'],
      repositories: ['octo-org/web', 'docs.github.io'],
      permissions: { contents: 'read', pull_requests: 'write' },
      tokensPerHour: 60,
    };
    expect(parseCeiling(recordOf(ceiling))).toEqual({ ...ceiling, owners: ['octo-org'] });
  });

  const refused: [string, TokenCeiling, string][] = [
    ['one that limits nothing', {}, 'limits nothing'],
    ['an empty list', { apps: [] }, 'empty list of apps'],
    ['empty permissions', { permissions: {} }, 'empty list of permissions'],
    ['an id that is none', { apps: [1.5] }, 'has 1.5 among apps'],
    ['an owner with a slash', { owners: ['octo-org/web'] }, 'among owners'],
    ['an owner that is not known yet', { owners: [Fn.importValue('owner')] }, 'among owners'],
    ['a repository with a wildcard', { repositories: ['octo-org/*'] }, 'among repositories'],
    ['a repository that is not known yet', { repositories: [`o/${Aws.STACK_NAME}`] }, 'among repositories'],
    ['a URL as repository', { repositories: ['https://github.com/o/r'] }, 'among repositories'],
    ['a repository of another owner', { owners: ['octo'], repositories: ['other/web'] }, 'other/web'],
    ['more repositories than GitHub takes', { repositories: many(501, 3) }, '501 repositories'],
    ['a permission that is none', { permissions: { 'pull-requests': 'read' } }, 'among permissions'],
    ['a budget of none', { tokensPerHour: 0 }, 'leave out the grant'],
    ['a record that is too large', { repositories: many(400, 9) }, 'is the limit: name owners'],
  ];
  it.each(refused)('refuses %s', (_what, ceiling, reason) => {
    expect(() => recordOf(ceiling)).toThrow(reason);
  });
});
