import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeFolderOutside } from './folder-outside';

describe('makeFolderOutside', () => {
  const given = process.env.TMPDIR;
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outside-'));
  });
  afterEach(async () => {
    if (given === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = given;
    await rm(folder, { recursive: true });
  });

  it('is not below a project, though TMPDIR is', async () => {
    await mkdir(join(folder, 'node_modules'));
    await mkdir(join(folder, 'deep'));
    process.env.TMPDIR = join(folder, 'deep');

    const made = await makeFolderOutside('made-');

    expect(made.startsWith(folder)).toBe(false);
    expect(['/tmp', '/var/tmp']).toContain(dirname(made));
    await rm(made, { recursive: true });
  });
});
