import fc from 'fast-check';
import { formatGitCredential, parseGitCredential, repositoryIn } from './git-credential-protocol';

describe('parseGitCredential', () => {
  it('reads what git writes, up to the empty line', () => {
    const text =
      'capability[]=authtype\nprotocol=https\nhost=github.com\npath=acme/web.git\nusername=x-access-token\npassword=ghs_a=b\nwwwauth[]=Basic realm="GitHub"\n\nhost=evil.example\n';
    expect(parseGitCredential(text)).toEqual({
      protocol: 'https',
      host: 'github.com',
      path: 'acme/web.git',
      username: 'x-access-token',
      password: 'ghs_a=b',
    });
  });

  it.each(['', 'host=github.com\n', 'protocol=https\nhost=\n', 'protocol'])('refuses %p', (text) => {
    expect(() => parseGitCredential(text)).toThrow(/run by git/);
  });

  it('answers a credential or refuses, whatever comes', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(parseGitCredential(text).host).not.toBe('');
        } catch (error) {
          expect(error).toMatchObject({ name: 'CommandError' });
        }
      }),
    );
  });
});

describe('repositoryIn', () => {
  it.each([
    ['acme/web.git', 'web'],
    ['acme/web', 'web'],
    ['/acme/web.git/', 'web'],
    ['acme/web.git/info/lfs', 'web'],
    ['acme/web.wiki.git', 'web'],
    ['acme/.github', '.github'],
    ['acme/web.github.io.git', 'web.github.io'],
  ])('finds the repository in %s', (path, name) => {
    expect(repositoryIn(path)).toEqual({ owner: 'acme', name });
  });

  it.each([undefined, '', 'acme', 'acme/', 'acme/..', 'acme/.git', '../web', 'ac me/web', 'acme/we\u0000b'])(
    'refuses %p',
    (path) => {
      expect(() => repositoryIn(path)).toThrow(/useHttpPath|OWNER\/NAME/);
    },
  );
});

describe('formatGitCredential', () => {
  it('answers user, token and the second of its end', () => {
    const expiresAt = new Date('2026-11-01T12:00:00.900Z');
    expect(formatGitCredential({ token: 'ghs_1.a-b.c', expiresAt })).toBe(
      'username=x-access-token\npassword=ghs_1.a-b.c\npassword_expiry_utc=1793534400',
    );
  });

  it.each(['ghs_1\nhost=evil', '', 'a b', 'a$(b)'])('refuses to hand on %p', (token) => {
    expect(() => formatGitCredential({ token, expiresAt: new Date() })).toThrow(/characters that GitHub does not use/);
  });
});
