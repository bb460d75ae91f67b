import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeWritable } from './writable-folder';

describe('makeWritable', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'writable-'));
  });
  afterEach(async () => rm(folder, { recursive: true }));
  const make = (name: string) => makeWritable(join(folder, name), 'state folder', 'choose another with --state');

  it('makes a folder and leaves nothing in it', async () => {
    await make('a/b');

    expect(await readdir(join(folder, 'a', 'b'))).toEqual([]);
  });

  it('fails where the folder may only be read', async () => {
    await mkdir(join(folder, 'theirs'));
    await chmod(join(folder, 'theirs'), 0o555);
    // Everything may be written by root: so somebody else tries.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) await chmod(folder, 0o755);
    if (isRoot) process.seteuid?.(65_534);
    try {
      await expect(make('theirs/state')).rejects.toThrow(
        /^The state folder .*theirs\/state cannot be written \(EACCES\): choose another with --state\.$/,
      );
      await expect(make('theirs')).rejects.toThrow(/\(EACCES\)/);
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });

  it('fails with which folder, why and what to do when something else is in its place', async () => {
    await writeFile(join(folder, 'file'), '');

    await expect(make('file/state')).rejects.toThrow(
      /^The state folder .*file\/state cannot be written \(ENOTDIR\): choose another with --state\.$/,
    );
  });
});
