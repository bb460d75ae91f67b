import type { ExitCode } from './exit-codes';

/** What a command came to. */
export interface CommandResult {
  readonly exitCode: ExitCode;
  /** The document that `--json` prints. */
  readonly json: unknown;
  /** The same for people. */
  readonly text: string;
}

/** What every command has at hand. */
export interface CommandContext {
  /** Says what goes on. */
  readonly progress: (line: string) => void;
  /** Rewrites the last line of the terminal, or takes it away; absent where there is none. */
  readonly redraw?: (line: string | undefined) => void;
  /** Reads standard input to its end; absent where a test gives none. */
  readonly input?: () => Promise<string | Uint8Array>;
  /** Whether standard input is a file that the shell opened (`< file`). */
  readonly inputIsFile?: true;
  /** Asks the person at the terminal; absent where there is nobody to ask. */
  readonly ask?: (question: string) => Promise<'yes' | 'no'>;
  /**
   * Takes over the interrupt (Ctrl-C) for a command that has to clean up behind itself: the first one aborts the signal, the second ends the
   * process as ever. A command that does not ask for it ends at the first. `notice` is what the person is told at the first.
   */
  readonly takeOverInterrupt: (notice: () => string) => AbortSignal;
  /** Whether the output goes to a terminal and not into a file, a pipe or the log of a pipeline, which others read. */
  readonly isOnTerminal?: true;
}
