import { findSecrets } from './find-secrets';

const token = `ghs_${'a1B2'.repeat(9)}`;
const jwt = `eyJhbGciOiJSUzI1NiJ9.${'cGF5bG9hZA'.repeat(5)}.${'c2lnbmF0dXJl'.repeat(5)}`;
const pem = `-----BEGIN RSA PRIVATE KEY-----\n${'MIIEow'.repeat(10)}\n${'Xk9Zt2'.repeat(10)}\n-----END RSA PRIVATE KEY-----\n`;
const logged = (line: string) => [{ where: 'log', lines: ['{"level":"INFO"}', line] }];

describe('findSecrets', () => {
  it.each([
    ['a token', `{"token":"${token}"}`],
    ['a token in base64', Buffer.from(token).toString('base64')],
    ['a JWT', `Bearer ${jwt}`],
    ['the signature of a JWT', `signature ${jwt.split('.')[2]}`],
    ['a PEM', pem],
    ['a PEM in JSON', JSON.stringify({ pem })],
    ['one line of a PEM', `key ${pem.split('\n')[2]} end`],
  ])('finds %s', (_what, line) => {
    const found = findSecrets(logged(line), [token, jwt, pem]);
    expect(found.length).toBeGreaterThan(0);
    for (const finding of found) expect(finding).toMatch(/^log: /);
  });

  it('never repeats the secret in a finding', () => {
    const found = findSecrets(logged(`got ${token}`), [token]);
    expect(found).toEqual(['log: got ']);
  });

  it.each([
    ['the hash of a token', 'hashedToken: 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='],
    ['the header that all JWTs share', 'eyJhbGciOiJSUzI1NiJ9.'],
    ['the label that all PEMs share', '-----BEGIN RSA PRIVATE KEY-----'],
  ])('leaves %s alone', (_what, line) => {
    expect(findSecrets(logged(line), [token, jwt, pem])).toEqual([]);
  });
});
