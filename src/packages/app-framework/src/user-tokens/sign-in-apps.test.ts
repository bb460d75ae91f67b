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

describe('a secret of several Apps', () => {
  const secretOf = (stored: string, appId = app.appId) =>
    createClientSecrets({ read: async () => stored, now: () => new Date(0) })({ ...app, appId }, time);

  it('gives each App its own', async () => {
    const stored = JSON.stringify({ [app.appId]: 'own', 9: 'of another' });
    expect([await secretOf(stored), await secretOf(stored, 9)]).toEqual(['own', 'of another']);
  });

  it.each(['{}', '{"9":"of another"}', '{broken'])('fails for an App that it has none of: %s', async (stored) => {
    await expect(secretOf(stored)).rejects.toThrow(`have none of App ${app.appId}`);
  });
});

describe('parseSignInApps', () => {
  it.each(['{}', '[{}]', JSON.stringify([{ ...app, secretArn: undefined }])])('refuses %s', (text) => {
    expect(() => parseSignInApps(text)).toThrow('deploy the stack again');
  });
});
