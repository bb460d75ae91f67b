import {
  parseApp,
  parseDeletionDays,
  parseGitHubApiUrl,
  parseId,
  parseIds,
  parseLifetime,
  parsePermission,
  parseRepositories,
  parseWaitSeconds,
} from './arguments';

describe('parseId', () => {
  it.each([
    ['1', 1],
    ['3000000001', 3000000001],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('reads %s', (text, id) => {
    expect(parseId(text)).toBe(id);
  });

  it.each(['', '0', '-1', '1.5', '1e3', '0x10', ' 1', 'Iv1.abc'])('refuses %p', (text) => {
    expect(() => parseId(text)).toThrow(/whole number/);
  });
});

describe('parseId of a number that is too long', () => {
  it.each(['9007199254740992', '9007199254740993', '12345678901234567890'])('refuses %s, and says that', (text) => {
    expect(() => parseId(text)).toThrow('It is longer than any id of GitHub: at most 9007199254740991.');
  });
});

describe('parseWaitSeconds', () => {
  it.each([
    ['0', 0],
    ['86400', 86_400],
  ])('reads %s', (text, seconds) => {
    expect(parseWaitSeconds(text)).toBe(seconds);
  });

  it.each(['', '-1', '1.5', '7m', '86401'])('refuses %p', (text) => {
    expect(() => parseWaitSeconds(text)).toThrow(/0 to 86400/);
  });
});

describe('parseDeletionDays', () => {
  it.each([
    ['7', 7],
    ['30', 30],
  ])('reads %s', (text, days) => {
    expect(parseDeletionDays(text)).toBe(days);
  });

  it.each(['', '6', '31', '-7', '7.5', 'a week'])('refuses %p', (text) => {
    expect(() => parseDeletionDays(text)).toThrow(/7 to 30/);
  });
});

describe('parseGitHubApiUrl', () => {
  it.each([
    ['https://api.github.com', 'https://api.github.com'],
    ['https://api.github.com/', 'https://api.github.com'],
    ['https://GHE.example.com/api/v3/', 'https://ghe.example.com/api/v3'],
    ['https://api.octo.ghe.com', 'https://api.octo.ghe.com'],
    ['http://127.0.0.1:4000/api/v3', 'http://127.0.0.1:4000/api/v3'],
    ['http://localhost:4000', 'http://localhost:4000'],
    ['http://[::1]:4000', 'http://[::1]:4000'],
  ])('takes %s as %s', (text, url) => {
    expect(parseGitHubApiUrl(text)).toBe(url);
  });

  it.each([
    ['api.github.com', /https/],
    ['ftp://ghe.example.com', /https/],
    ['http://ghe.example.com/api/v3', /https/],
    ['http://127.0.0.1.example.com', /https/],
    ['https://user:secret@ghe.example.com/api/v3', /host and path only/],
    ['https://ghe.example.com/api/v3?a=b', /host and path only/],
    ['https://github.com', /https:\/\/api\.github\.com/],
  ])('refuses %s', (text, reason) => {
    expect(() => parseGitHubApiUrl(text)).toThrow(reason);
  });
});

describe('parsePermission', () => {
  it('collects permissions', () => {
    expect(parsePermission('pull_requests=write', parsePermission('contents=read'))).toEqual({
      contents: 'read',
      pull_requests: 'write',
    });
  });

  it.each(['pull-requests=write', 'pull_requests:write', 'Pull_Requests=Write', 'pull-requests: write'])(
    'reads %s as people write it elsewhere',
    (text) => {
      expect(parsePermission(text)).toEqual({ pull_requests: 'write' });
    },
  );

  it.each([
    ['contents', /level of contents one of read, write, admin/],
    ['contents=', /level of contents/],
    ['pull-requests=all', /level of pull_requests/],
    ['=read', /no name of a permission/],
    ['a b=read', /"a b" is no name of a permission/],
  ])('refuses %p, and says which half is wrong', (text, reason) => {
    expect(() => parsePermission(text)).toThrow(reason);
  });
});

describe('parseApp', () => {
  it.each([
    ['7', 7],
    ['Iv23liAbCdEfGhIjKlMn', { clientId: 'Iv23liAbCdEfGhIjKlMn' }],
    ['Iv1.8a61f9b3a7aba766', { clientId: 'Iv1.8a61f9b3a7aba766' }],
  ])('reads %s', (text, app) => {
    expect(parseApp(text)).toEqual(app);
  });

  it.each(['', 'octo-app', 'Iv', '-1', '0', '1.5', 'Iv23li AbC'])('refuses %p', (text) => {
    expect(() => parseApp(text)).toThrow(/whole number above 0/);
  });
});

describe('parseRepositories', () => {
  it.each([
    ['web', { name: 'web' }],
    ['.github', { name: '.github' }],
    ['octo-org/web', { owner: 'octo-org', name: 'web' }],
    ['octo-org/web.git', { owner: 'octo-org', name: 'web' }],
    ['https://github.com/octo-org/web', { owner: 'octo-org', name: 'web' }],
    ['https://github.com/octo-org/web.git/', { owner: 'octo-org', name: 'web' }],
    ['git@github.com:octo-org/web.git', { owner: 'octo-org', name: 'web' }],
  ])('reads %s', (text, repository) => {
    expect(parseRepositories(text)).toEqual([repository]);
  });

  it.each(['', '/', 'octo-org/', 'a/b/c', '..', 'octo-org/..', 'we b'])('refuses %p', (text) => {
    expect(() => parseRepositories(text)).toThrow(/OWNER\/NAME/);
  });
});

describe('parseLifetime', () => {
  it.each(['1', '55'])('reads %s', (text) => {
    expect(parseLifetime(text)).toBe(Number(text));
  });

  it.each(['0', '56', '1h', ''])('refuses %p', (text) => {
    expect(() => parseLifetime(text)).toThrow(/1 to 55/);
  });
});

describe('options that can be given several times', () => {
  it('keep what was given before', () => {
    expect(parseRepositories('b', parseRepositories('a'))).toEqual([{ name: 'a' }, { name: 'b' }]);
    expect(parseIds('2', parseIds('1'))).toEqual([1, 2]);
  });
});
