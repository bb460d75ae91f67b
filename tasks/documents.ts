import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Root of the repository. */
export const root = join(__dirname, '..');

/** A fenced block of a document. */
export interface Block {
  readonly document: string;
  /** Of its first line of content, from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** Where the document tells the reader to save it: `file=NAME` in the info string. */
  readonly file?: string;
  /** Why no test can run it: `not-run="REASON"` in the info string. */
  readonly notRun?: string;
}

/** Every document for people, by its path in the repository. */
export function documents(): string[] {
  const below = ['docs', 'runbooks'].filter((folder) => existsSync(join(root, folder)));
  const found = below.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name)),
  );
  const besideCode = ['bench', ...readdirSync(join(root, 'src/packages')).map((name) => `src/packages/${name}`)]
    .map((folder) => join(folder, 'README.md'))
    .filter((name) => existsSync(join(root, name)));
  return ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...found.sort(), ...besideCode];
}

export function textOf(document: string): string {
  return readFileSync(join(root, document), 'utf8');
}

/** The fenced blocks of a document, in their order. */
export function blocksOf(document: string): Block[] {
  const blocks: Block[] = [];
  const lines = textOf(document).split('\n');
  let open: { line: number; indent: string; info: string; content: string[] } | undefined;
  lines.forEach((line, index) => {
    const fence = line.match(/^( *)```(.*)$/);
    if (!fence) open?.content.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line);
    else if (!open) open = { line: index + 2, indent: fence[1] ?? '', info: fence[2] ?? '', content: [] };
    else {
      blocks.push(block({ document, ...open }));
      open = undefined;
    }
  });
  if (open) throw new Error(`${document} has a block that is not closed, from line ${open.line}.`);
  return blocks;
}

/** What a document says outside its blocks. */
export function proseOf(document: string): string {
  return textOf(document).replace(/^ *```[\s\S]*?^ *```$/gm, '');
}

function block(fenced: { document: string; line: number; info: string; content: readonly string[] }): Block {
  const { document, line, info, content } = fenced;
  const file = info.match(/\bfile=(\S+)/)?.[1];
  const notRun = info.match(/\bnot-run="([^"]+)"/)?.[1];
  return {
    document,
    line,
    language: info.split(/\s/)[0] ?? '',
    text: content.join('\n'),
    ...(file && { file }),
    ...(notRun && { notRun }),
  };
}
