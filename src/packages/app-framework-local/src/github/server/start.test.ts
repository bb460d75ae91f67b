import { createGitHubControl } from '../control/control-client';
import { silence } from '../faults/fault-makers';
import { startGitHub } from './start';

describe('startGitHub', () => {
  it('refuses to listen anywhere but on loopback', async () => {
    for (const host of ['0.0.0.0', '::', '192.168.1.1', 'example.com', '127.0.0.1.example.com', 'x127.0.0.1']) {
      await expect(startGitHub({ host })).rejects.toThrow(/listens on loopback only/);
    }
  });

  it('fails when the port is taken', async () => {
    const first = await startGitHub();
    await expect(startGitHub({ port: Number(new URL(first.url).port) })).rejects.toThrow('EADDRINUSE');
    await first.stop();
  });

  it('stops at once, even while it is silent to somebody', async () => {
    const gitHub = await startGitHub();
    const control = createGitHubControl(gitHub.url);
    await control.addFault(silence({ path: '/zen' }));
    const waiting = fetch(`${gitHub.url}/zen`).catch((error: Error) => error);
    const isAsked = async () => (await control.requests()).requests.length > 0;
    for (let tries = 0; tries < 500 && !(await isAsked()); tries += 1);
    expect(await isAsked()).toBe(true);
    await gitHub.stop();
    expect(await waiting).toMatchObject({ message: 'fetch failed' });
    await expect(fetch(`${gitHub.url}/zen`)).rejects.toThrow();
  });

  it('keeps a silent connection open, on which a busy machine may be about to send', async () => {
    const gitHub = await startGitHub();
    const answer = await fetch(`${gitHub.url}/zen`);
    expect(answer.headers.get('keep-alive')).toBe('timeout=600');
    await gitHub.stop();
  });

  it('keeps two deployments apart', async () => {
    const [one, other] = await Promise.all([startGitHub(), startGitHub()]);
    await createGitHubControl(one.url).createAccount({ login: 'acme', type: 'User' });
    await expect(createGitHubControl(other.url).renameAccount('acme', 'x')).rejects.toThrow(/no account "acme"/);
    await Promise.all([one.stop(), other.stop()]);
  });
});
