import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { disposeOfPem, type PemToDispose } from './pem-disposal';
import type { PemFile } from './pem-file';

let folder: string;
let pem: PemFile;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pem-disposal-'));
  pem = { path: join(folder, 'app.pem'), text: 'a key', bytes: Buffer.from('a key'), kind: 'file' };
  await writeFile(pem.path, pem.text);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const exists = () =>
  stat(pem.path).then(
    () => true,
    () => false,
  );
const answering =
  (answer: 'yes' | 'no', questions: string[] = []): PemToDispose['ask'] =>
  async (question) => {
    questions.push(question);
    return answer;
  };

describe('disposeOfPem', () => {
  it('removes the file where that was asked for', async () => {
    expect(await disposeOfPem({ pem, disposal: 'remove', ask: undefined })).toEqual({
      kind: 'removed',
      path: pem.path,
    });
    expect(await exists()).toBe(false);
  });

  it('keeps the file where that was asked for', async () => {
    expect(await disposeOfPem({ pem, disposal: 'keep', ask: undefined })).toMatchObject({ kind: 'kept' });
    expect(await exists()).toBe(true);
  });

  it('removes the file after consent', async () => {
    const questions: string[] = [];
    expect(await disposeOfPem({ pem, disposal: 'ask', ask: answering('yes', questions) })).toMatchObject({
      kind: 'removed',
    });
    expect(questions).toEqual([expect.stringContaining(pem.path)]);
    expect(await exists()).toBe(false);
  });

  it.each([
    ['a no', answering('no')],
    ['nobody to ask', undefined],
  ])('keeps the file after %s', async (_, ask) => {
    expect(await disposeOfPem({ pem, disposal: 'ask', ask })).toMatchObject({ kind: 'kept' });
    expect(await exists()).toBe(true);
  });

  it('answers why the file could not be removed, and does not throw: the key is live by now', async () => {
    await rm(pem.path);
    expect(await disposeOfPem({ pem, disposal: 'remove', ask: undefined })).toEqual({
      kind: 'not removed',
      path: pem.path,
      note: expect.stringContaining('ENOENT'),
    });
  });

  it('leaves a pipe alone', async () => {
    const pipe: PemFile = { path: '/dev/stdin', text: 'a key', bytes: Buffer.from('a key'), kind: 'stream' };
    expect(await disposeOfPem({ pem: pipe, disposal: 'remove', ask: undefined })).toMatchObject({ kind: 'kept' });
  });

  it('says of an open file that its content is destroyed and its name is left', async () => {
    expect(await disposeOfPem({ pem: { ...pem, kind: 'open file' }, disposal: 'remove', ask: undefined })).toEqual({
      kind: 'overwritten',
      path: pem.path,
      note: expect.stringContaining('its content is destroyed, its name is left'),
    });
    expect(await exists()).toBe(true);
  });
});
