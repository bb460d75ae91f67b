import { link, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPemFile, removePemFile } from './pem-file';

let folder: string;
let path: string;
const text = '-----BEGIN RSA PRIVATE KEY-----\nnot really\n-----END RSA PRIVATE KEY-----\n';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pem-file-'));
  path = join(folder, 'app.pem');
  await writeFile(path, text);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('readPemFile', () => {
  it('reads a file', async () => {
    expect(await readPemFile(path)).toEqual({ path, text, kind: 'file' });
  });

  it('reads what is no file, and says so', async () => {
    expect(await readPemFile('/dev/null')).toEqual({ path: '/dev/null', text: '', kind: 'stream' });
  });

  it('refuses a path where nothing is', async () => {
    await expect(readPemFile(join(folder, 'gone.pem'))).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('refuses a directory', async () => {
    await mkdir(join(folder, 'keys'));
    await expect(readPemFile(join(folder, 'keys'))).rejects.toThrow(/is a directory/);
  });

  it('refuses a file that is too long for a key, without reading it', async () => {
    await writeFile(path, Buffer.alloc(64 * 1024 + 1));
    await expect(readPemFile(path)).rejects.toThrow(/is no private key/);
  });
});

describe('removePemFile', () => {
  it('overwrites the content before it removes the name', async () => {
    const otherName = join(folder, 'backup.pem');
    await link(path, otherName);
    await removePemFile(await readPemFile(path));
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
    const left = await readFile(otherName);
    expect(left).toHaveLength(text.length);
    expect(left.includes('not really')).toBe(false);
  });

  it('removes a link and the file behind it', async () => {
    const name = join(folder, 'link.pem');
    await symlink(path, name);
    await removePemFile(await readPemFile(name));
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(readFile(name)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('refuses a file that was changed since it was read, and leaves it alone', async () => {
    const pem = await readPemFile(path);
    await writeFile(path, 'something else');
    await expect(removePemFile(pem)).rejects.toThrow(/was changed since it was read/);
    expect(await readFile(path, 'utf8')).toBe('something else');
  });

  it('fails where the file is gone', async () => {
    const pem = await readPemFile(path);
    await rm(path);
    await expect(removePemFile(pem)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
