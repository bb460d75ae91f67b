import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { target } from './deployment';
import { textAt } from './json';

/** Something the log scan needs at the end of the run. */
export interface Entry {
  /** `secret`: must be in no output and no log. `output`: what the operations tool printed. `page`: what a browser got of ours. `file`: a test file that ran. */
  readonly kind: 'secret' | 'output' | 'page' | 'file';
  readonly text: string;
}

const kinds: readonly Entry['kind'][] = ['secret', 'output', 'page', 'file'];

// Test files share no memory, so what the last one needs lies in a folder that only its owner can read; the scan removes it.
const folder = join(dirname(target.outputsFile), 'acceptance-record');
const file = join(folder, `${process.pid}.jsonl`);
const seen = new Set<string>();

export function record(entry: Entry): void {
  const line = `${JSON.stringify(entry)}\n`;
  if (seen.has(line)) return;
  seen.add(line);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  appendFileSync(file, line, { mode: 0o600 });
}

export function recordSecret(...secrets: readonly (string | undefined)[]): void {
  for (const text of secrets) if (text) record({ kind: 'secret', text });
}

/** Everything that this run has recorded so far. */
export function readRecord(): Entry[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const entry: unknown = JSON.parse(line);
      const kind = textAt(entry, 'kind');
      const known = kinds.find((one) => one === kind);
      if (!known) throw new Error(`Unknown entry ${kind}.`);
      return { kind: known, text: textAt(entry, 'text') };
    });
}

/** Also what earlier runs left that ended before their scan. */
export function forgetRecord(): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
}

const { testPath } = expect.getState();
if (testPath) record({ kind: 'file', text: basename(testPath) });
