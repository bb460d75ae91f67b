import { app } from './pairs-world.test.support';
import { createClientSecrets, parseSignInApps } from './sign-in-apps';

const time = () => 5_000;

describe('createClientSecrets', () => {
  it('gives the secret without the line break that a file brings along, read once in five minutes', async () => {
    let now = 0;
    let reads = 0;
    const secretOf = createClientSecrets({
      read: async () => {
        reads += 1;
        return `secret ${reads}\n`;
      },
      now: () => new Date(now),
    });
    expect(await Promise.all([secretOf(app, time), secretOf(app, time)])).toEqual(['secret 1', 'secret 1']);
    now = 5 * 60_000 - 1;
    expect(await secretOf(app, time)).toBe('secret 1');
    now += 1;
    expect(await secretOf(app, time)).toBe('secret 2');
  });
});

describe('parseSignInApps', () => {
  it.each(['{}', '[{}]', JSON.stringify([{ ...app, secretArn: undefined }])])('refuses %s', (text) => {
    expect(() => parseSignInApps(text)).toThrow('deploy the stack again');
  });
});
