import type { CommandResult } from './command';
import type { Failure } from './failures';

/** Where a run writes to. */
export interface Streams {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
}

/** The terminal, or whatever the shell put in its place. Nothing else in the tool writes to it. */
export const terminal = { stdout: process.stdout, stderr: process.stderr } satisfies Streams;

/** How results are written: for people, or one JSON document for scripts. */
export type Format = 'text' | 'json';

/** What a run has to say: results to stdout, everything on the way to stderr. */
export type Output = ReturnType<typeof createOutput>;

/** Takes the streams and the format once. */
export function createOutput({ streams, format }: { readonly streams: Streams; readonly format: Format }) {
  const json = (document: unknown): void => {
    streams.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
  };
  return {
    /** A line about what goes on. */
    progress(line: string): void {
      streams.stderr.write(`${line}\n`);
    },

    /** Rewrites the last line of the terminal, or takes it away. Absent where nobody would see it being rewritten. */
    ...(streams.stderr.isTTY && {
      redraw(line: string | undefined): void {
        streams.stderr.write(`\r\u001b[K${line ?? ''}`);
      },
    }),

    /** What the command came to. */
    result(result: CommandResult): void {
      if (format === 'json') {
        json(result.json);
        return;
      }
      streams.stdout.write(`${result.text}\n`);
    },

    /** Why there is no result. */
    failure({ kind, message }: Failure): void {
      if (format === 'json') {
        json({ error: { kind, message } });
        return;
      }
      streams.stderr.write(`error: ${message}\n`);
    },
  };
}
