import { useRepositoryContext } from './context-of-fake.test.support';

const { gitHub, context } = useRepositoryContext();
const at = 'GET /repos/octo-org/web/contents/docs%2Fa.txt';
const blob = 'GET /repos/octo-org/web/git/blobs/5a';
const base64 = (content: string | Buffer) => Buffer.from(content).toString('base64').replace(/.{60}/g, '$&\n');
const file = (content: string | Buffer, more: object = {}) => ({
  type: 'file',
  path: 'docs/a.txt',
  sha: '5a',
  size: Buffer.byteLength(content),
  encoding: 'base64',
  content: base64(content),
  ...more,
});
const read = (body: unknown, mostBytes?: number) => {
  gitHub().on(at, { body });
  return context().getFile('docs/a.txt', { mostBytes });
};

describe('readFile', () => {
  it('tells a text, of the branch that is asked for', async () => {
    const found = await read(file('\ufeffna\u00efve\n'));
    expect(found).toEqual({ kind: 'text', path: 'docs/a.txt', sha: '5a', bytes: 10, text: '\ufeffna\u00efve\n' });
    await context().getFile('docs/a.txt', { ref: 'topic' });
    expect(gitHub().requests.map(({ query }) => query)).toEqual([{}, { ref: 'topic' }]);
  });

  it('reads as a blob what contents leave out', async () => {
    const text = 'x'.repeat(1_048_577);
    gitHub().on(blob, { body: { encoding: 'base64', content: base64(text) } });
    expect(await read(file(text, { encoding: 'none', content: '' }))).toMatchObject({ kind: 'text', text });
  });

  it('does not read more bytes than are wanted', async () => {
    expect(await read(file('', { size: 101, encoding: 'none' }), 100)).toMatchObject({ kind: 'too-large', bytes: 101 });
    expect(gitHub().asked()).toEqual([at]);
  });

  it('tells what is no text by what it is', async () => {
    const oid = 'c'.repeat(64);
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 12345\n`;
    expect(await read(file(pointer))).toMatchObject({ kind: 'lfs', oid, bytes: 12_345 });
    expect(await read(file(Buffer.from([0xff, 0xfe])))).toMatchObject({ kind: 'binary', base64: '//4=' });
    expect(await read(file('a\0b'))).toMatchObject({ kind: 'binary' });
    expect(await read({ type: 'symlink', path: 'docs/a.txt', sha: '1', target: '../b' })).toMatchObject({
      kind: 'symlink',
      target: '../b',
    });
    expect(await read({ type: 'submodule', path: 'docs/a.txt', sha: '1' })).toMatchObject({ kind: 'submodule' });
    expect(await read([{ name: 'b.txt' }])).toMatchObject({ kind: 'folder', names: ['b.txt'], isTruncated: false });
    const most = Array.from({ length: 1_000 }, (_, index) => ({ name: `${index}` }));
    expect(await read(most)).toMatchObject({ kind: 'folder', isTruncated: true });
  });

  it('tells nothing where nothing is, and fails where it cannot be told', async () => {
    expect(await context().getFile('docs/a.txt')).toBeUndefined();
    gitHub().on(at, { status: 403, body: { message: 'Resource not accessible by integration' } });
    await expect(context().getFile('docs/a.txt')).rejects.toMatchObject({ outcome: { kind: 'forbidden' } });
  });
});

describe('listTree', () => {
  const tree = [
    { path: 'src', type: 'tree', sha: '1', mode: '040000' },
    { path: 'src/a.ts', type: 'blob', sha: '2', size: 5, mode: '100644' },
    { path: 'srcs.md', type: 'blob', sha: '3', size: 6, mode: '100644' },
  ];

  it('lists the files below a path, and says when GitHub leaves some out', async () => {
    gitHub().on('GET /repos/octo-org/web/git/trees/main', { body: { sha: 't', truncated: true, tree } });
    const below = await context().listFiles('main', { path: 'src/' });
    const entry = { path: 'src/a.ts', sha: '2', bytes: 5, mode: '100644' };
    expect(below).toEqual({ sha: 't', isTruncated: true, files: [entry] });
    expect((await context().listFiles('main')).files).toHaveLength(2);
    expect(gitHub().requests[0]?.query).toEqual({ recursive: 'true' });
  });
});
