import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPemFile } from './pem-file';

let folder: string;
let path: string;
const text = '-----BEGIN RSA PRIVATE KEY-----\nnot really\n-----END RSA PRIVATE KEY-----\n';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pem-file-'));
  path = join(folder, 'app.pem');
  await writeFile(path, text);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const reading = (content: string) => async () => content;

describe('readPemFile', () => {
  it('reads a file, and a link to one', async () => {
    const link = join(folder, 'link.pem');
    await symlink('app.pem', link);
    for (const name of [path, link]) {
      expect(await readPemFile(name)).toMatchObject({ path: name, bytes: Buffer.from(text), kind: 'file' });
    }
  });

  it('reads what is no file, and says so', async () => {
    expect(await readPemFile('/dev/null')).toMatchObject({ path: '/dev/null', text: '', kind: 'stream' });
  });

  it.each(['-', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0'])('reads standard input for %s', async (name) => {
    const read = reading(text);
    expect(await readPemFile(name, { read, isFile: false })).toMatchObject({ path: '/dev/stdin', kind: 'stream' });
    expect(await readPemFile(name, { read, isFile: true })).toMatchObject({ path: '/dev/stdin', kind: 'open file' });
  });

  it('knows a file by a name that the system gave it, through links too', async () => {
    const link = join(folder, 'link.pem');
    await symlink(`/proc/self/root${path}`, link);
    for (const name of [`/proc/self/root${path}`, link]) {
      expect(await readPemFile(name)).toMatchObject({ kind: 'open file' });
    }
  });

  it('knows a file that holds more than the key', async () => {
    await writeFile(path, `ID=1\n${text.replace('not really', 'AAAA')}`);
    expect(await readPemFile(path)).toMatchObject({ kind: 'shared file' });
  });

  it('refuses a path where nothing is', async () => {
    await expect(readPemFile(join(folder, 'gone.pem'))).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('refuses a directory', async () => {
    await mkdir(join(folder, 'keys'));
    await expect(readPemFile(join(folder, 'keys'))).rejects.toThrow(/is a directory/);
  });

  it('refuses what is too long for a key, a file without reading it', async () => {
    await writeFile(path, Buffer.alloc(64 * 1024 + 1));
    await expect(readPemFile(path)).rejects.toThrow(/is no private key/);
    const input = { read: reading('x'.repeat(64 * 1024 + 1)), isFile: false };
    await expect(readPemFile('-', input)).rejects.toThrow(/is no private key/);
  });
});
