import { createServer } from 'node:net';
import { freePort, requireFreePort } from './free-port';

describe('requireFreePort', () => {
  it('lets a free port pass', async () => {
    await expect(requireFreePort(await freePort(), 'local AWS')).resolves.toBeUndefined();
  });

  it('fails with who wanted which port, and what to do, when it is taken', async () => {
    const port = await freePort();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));

    const required = requireFreePort(port, 'local AWS');

    await expect(required).rejects.toThrow(`The local AWS cannot listen on port ${port} of 127.0.0.1: another program`);
    await expect(required).rejects.toThrow(/lsof -i :\d+.*Choose another port, or name none/);
    await new Promise((resolve) => other.close(resolve));
  });

  it.each([0, -1, 1.5, 65536, Number.NaN])('fails when %p is no port', async (port) => {
    await expect(requireFreePort(port, 'local GitHub')).rejects.toThrow('choose one between 1 and 65535');
  });
});
