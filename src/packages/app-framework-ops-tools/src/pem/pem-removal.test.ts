import { chmod, link, mkdtemp, open, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PemFile, readPemFile } from './pem-file';
import { refuseUnremovable, removePemFile } from './pem-removal';

let folder: string;
let path: string;
const text = '-----BEGIN RSA PRIVATE KEY-----\nnot really\n-----END RSA PRIVATE KEY-----\n';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pem-removal-'));
  path = join(folder, 'app.pem');
  await writeFile(path, text);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const isThere = (name: string) =>
  stat(name).then(
    () => true,
    () => false,
  );

/** Modes mean nothing to root, so for a while it is somebody else. */
async function asNobody<T>(attempt: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return attempt();
  process.seteuid?.(65_534);
  try {
    return await attempt();
  } finally {
    process.seteuid?.(0);
  }
}

describe('removePemFile', () => {
  it('overwrites the content before it removes the name', async () => {
    const otherName = join(folder, 'backup.pem');
    await link(path, otherName);
    expect(await removePemFile(await readPemFile(path))).toEqual({ kind: 'removed' });
    expect(await isThere(path)).toBe(false);
    const left = await readFile(otherName);
    expect(left).toHaveLength(text.length);
    expect(left.includes('not really')).toBe(false);
  });

  it('removes a link and the file behind it', async () => {
    const name = join(folder, 'link.pem');
    await symlink(path, name);
    await removePemFile(await readPemFile(name));
    expect(await isThere(path)).toBe(false);
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

  // `import-private-key /dev/stdin … < app.pem`, and names of descriptors: unlinking such a name removed /dev/stdin itself.
  it('destroys what an open file holds, and removes no name of the system', async () => {
    const file = await open(path, 'r');
    try {
      const pem = await readPemFile(`/proc/self/fd/${file.fd}`);
      expect(await removePemFile(pem)).toMatchObject({ kind: 'overwritten' });
      expect(await isThere(path)).toBe(true);
      expect((await readFile(path)).includes('not really')).toBe(false);
    } finally {
      await file.close();
    }
  });

  it('tells a name that could not be removed, of content that is destroyed', async () => {
    await chmod(path, 0o666);
    await chmod(folder, 0o555);
    const pem = await readPemFile(path);
    const removal = await asNobody(() => removePemFile(pem));
    await chmod(folder, 0o755);
    expect(removal).toMatchObject({ kind: 'overwritten', nameLeft: expect.stringMatching(/EACCES/) });
    expect((await readFile(path)).includes('not really')).toBe(false);
  });
});

describe('refuseUnremovable', () => {
  const refusal = async (pem: PemFile) => {
    try {
      await asNobody(() => refuseUnremovable(pem));
      return undefined;
    } catch (error) {
      return error;
    }
  };

  it('lets pass what can be removed, and changes nothing', async () => {
    await chmod(path, 0o666);
    await chmod(folder, 0o777);
    expect(await refusal(await readPemFile(path))).toBeUndefined();
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it('lets pass a pipe, which there is nothing of to remove', async () => {
    expect(await refusal({ path: '/dev/stdin', text, bytes: Buffer.from(text), kind: 'stream' })).toBeUndefined();
  });

  it.each([['a file that only may be read', 0o444, 0o777, /may not be overwritten by you \(EACCES\)/]])(
    'refuses %s',
    async (_, mode, folderMode, reason) => {
      await chmod(path, mode);
      await chmod(folder, folderMode);
      expect(await refusal(await readPemFile(path))).toMatchObject({
        kind: 'refused',
        message: expect.stringMatching(reason),
      });
      await chmod(folder, 0o755);
    },
  );

  it('refuses a file that holds more than the key', async () => {
    const pem: PemFile = { path, text, bytes: Buffer.from(text), kind: 'shared file' };
    expect(await refusal(pem)).toMatchObject({ message: expect.stringMatching(/more than the private key/) });
  });
});
