import { type Command, CommanderError } from 'commander';
import type { CommandContext } from './command-line/command';
import { type ExitCode, exitCodes } from './command-line/exit-codes';
import { describeFailure } from './command-line/failures';
import { createOutput, type Format, type Streams } from './command-line/output';
import { createProgram } from './program';

/** A command line, and the world that it runs in. */
export interface Run {
  /** Without the names of node and the script. */
  readonly args: readonly string[];
  readonly version: string;
  readonly streams: Streams;
  readonly ask?: NonNullable<CommandContext['ask']>;
  readonly input?: NonNullable<CommandContext['input']>;
  readonly takeOverInterrupt: CommandContext['takeOverInterrupt'];
}

/** Runs a command line to its end and answers the exit code. Never throws. */
export async function run({ args, version, streams, ask, input, takeOverInterrupt }: Run): Promise<ExitCode> {
  let format: Format = args.includes('--json') ? 'json' : 'text';
  let exitCode: ExitCode = exitCodes.ok;
  const program = createProgram({
    version,
    invoke: async (invocation) => {
      format = invocation.format;
      const output = createOutput({ streams, format });
      const result = await invocation.run({
        progress: output.progress,
        takeOverInterrupt,
        ...(output.redraw !== undefined && { redraw: output.redraw }),
        ...(ask !== undefined && { ask }),
        ...(input !== undefined && { input }),
      });
      output.result(result);
      exitCode = result.exitCode;
    },
  });
  for (const each of [program, ...program.commands]) {
    each.exitOverride().configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      // Usage errors are worded below, once, in the format that was asked for.
      writeErr: () => {},
    });
  }
  try {
    await parse(program, args);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) {
      return exitCodes.ok;
    }
    const failure =
      error instanceof CommanderError
        ? {
            kind: 'usage' as const,
            exitCode: exitCodes.usage,
            message: `${error.message.replace(/^error: /, '')}\nSee --help.`,
          }
        : describeFailure(error);
    createOutput({ streams, format }).failure(failure);
    return failure.exitCode;
  }
}

async function parse(program: Command, args: readonly string[]): Promise<void> {
  if (args.length === 0) {
    program.outputHelp();
    return;
  }
  await program.parseAsync(args, { from: 'user' });
}
