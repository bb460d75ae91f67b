import type { CommandResult } from './command';
import type { Failure } from './failures';

/** Where a run writes to. */
export interface Streams {
  /** Resolves when the text is out of this process. */
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
}

/** The terminal, or whatever the shell put in its place. Nothing else in the tool writes to it. */
export const terminal = {
  stdout: { write: (text: string) => writeThrough(process.stdout, text), isTTY: process.stdout.isTTY },
  stderr: process.stderr,
} satisfies Streams;

/** What was to be printed did not arrive: the disk is full, or nobody reads any more. */
export class OutputLostError extends Error {
  override readonly name = 'OutputLostError';

  constructor(override readonly cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause));
  }

  /** `… | head` has read what it wanted. */
  get isUnread(): boolean {
    return this.cause instanceof Error && 'code' in this.cause && this.cause.code === 'EPIPE';
  }
}

function writeThrough(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** How results are written: for people, or one JSON document for scripts. */
export type Format = 'text' | 'json';

/** What a run has to say: results to stdout, everything on the way to stderr. */
export type Output = ReturnType<typeof createOutput>;

/** Takes the streams and the format once. */
export function createOutput({ streams, format }: { readonly streams: Streams; readonly format: Format }) {
  const print = async (text: string): Promise<void> => {
    try {
      await streams.stdout.write(text);
    } catch (error) {
      throw new OutputLostError(error);
    }
  };
  const json = (document: unknown) => print(`${JSON.stringify(document, undefined, 2)}\n`);
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

    /** What the command came to. @throws OutputLostError */
    result: (result: CommandResult) => (format === 'json' ? json(result.json) : print(`${result.text}\n`)),

    /** Why there is no result. @throws OutputLostError */
    async failure({ kind, message }: Failure): Promise<void> {
      if (format === 'json') return json({ error: { kind, message } });
      streams.stderr.write(`error: ${message}\n`);
    },

    /** Text as it is: help and version. @throws OutputLostError */
    print,
  };
}
