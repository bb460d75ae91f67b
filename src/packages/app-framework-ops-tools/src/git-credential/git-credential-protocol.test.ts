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

  // git escapes nothing: a value is all between the first `=` and the end of its line.
  const value = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\n\0]/g, ''));
  const credential = fc.record(
    {
      protocol: value.filter(Boolean),
      host: value.filter(Boolean),
      path: value.filter(Boolean),
      username: value.filter(Boolean),
      password: value.filter(Boolean),
    },
    { requiredKeys: ['protocol', 'host'] },
  );
  const known = ['protocol', 'host', 'path', 'username', 'password'];
  const others = fc
    .array(fc.tuple(fc.stringMatching(/^[a-z]+(\[\])?$/), value))
    .map((pairs) => pairs.filter(([name]) => !known.includes(name)));

  it('reads back every credential, in any order, among what it does not know', () => {
    fc.assert(
      fc.property(credential, others, fc.infiniteStream(fc.nat()), fc.string(), (written, unknown, order, rest) => {
        const lines = [...Object.entries(written), ...unknown]
          .map(([name, text]) => ({ line: `${name}=${text}\n`, place: order.next().value }))
          .sort((a, b) => a.place - b.place)
          .map(({ line }) => line);
        expect(parseGitCredential(`${lines.join('')}\nhost=evil.example\n${rest}`)).toEqual(written);
      }),
    );
  });

  it('refuses a credential of which the protocol or the host is missing or empty', () => {
    const incomplete = fc.tuple(credential, fc.constantFrom('protocol', 'host'), fc.boolean());
    fc.assert(
      fc.property(incomplete, ([written, name, isEmpty]) => {
        const left = Object.entries(written).flatMap(([key, text]) =>
          key === name ? (isEmpty ? [`${key}=\n`] : []) : [`${key}=${text}\n`],
        );
        expect(() => parseGitCredential(left.join(''))).toThrow(/run by git/);
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
