import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
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

  it('fails with which folder, why and what to do when something else is in its place', async () => {
    await writeFile(join(folder, 'file'), '');

    await expect(make('file/state')).rejects.toThrow(
      /^The state folder .*file\/state cannot be written \(ENOTDIR\): choose another with --state\.$/,
    );
  });
});
