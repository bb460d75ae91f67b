import { type Command, CommanderError } from 'commander';
import type { CommandContext } from './command-line/command';
import { isPipeline, settleEnvironment } from './command-line/environment';
import { type ExitCode, exitCodes } from './command-line/exit-codes';
import { describeFailure, type Failure } from './command-line/failures';
import { createOutput, type Format, OutputLostError, type Streams } from './command-line/output';
import { createProgram } from './program';

/** A command line, and the world that it runs in. */
export interface Run {
  /** Without the names of node and the script. */
  readonly args: readonly string[];
  readonly version: string;
  readonly streams: Streams;
  readonly ask?: NonNullable<CommandContext['ask']>;
  readonly input?: NonNullable<CommandContext['input']>;
  readonly inputIsFile?: true;
  readonly takeOverInterrupt: CommandContext['takeOverInterrupt'];
}

/** Runs a command line to its end and answers the exit code. Never throws. */
export async function run({
  args,
  version,
  streams,
  ask,
  input,
  inputIsFile,
  takeOverInterrupt,
}: Run): Promise<ExitCode> {
  settleEnvironment(process.env);
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
        ...(inputIsFile && { inputIsFile }),
        ...(streams.stdout.isTTY && !isPipeline(process.env) && { isOnTerminal: true }),
      });
      exitCode = result.exitCode;
      await output.result(result);
    },
  });
  const help: string[] = [];
  for (const each of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]) {
    each.exitOverride().configureOutput({
      writeOut: (text) => void help.push(text),
      // Usage errors are worded below, once, in the format that was asked for.
      writeErr: () => {},
    });
  }
  try {
    const failure = await failureOf(() => parse(program, args));
    const output = createOutput({ streams, format });
    if (failure !== undefined) {
      exitCode = failure.exitCode;
      await output.failure(failure);
    } else if (help.length > 0) await output.print(help.join(''));
    return exitCode;
  } catch (error) {
    return outputLost({ error, exitCode, streams });
  }
}

/** Why a command line has no result; absent where it has, or where it was help that was asked for. @throws OutputLostError */
async function failureOf(parsing: () => Promise<void>): Promise<Failure | undefined> {
  try {
    await parsing();
    return undefined;
  } catch (error) {
    if (error instanceof OutputLostError) throw error;
    if (!(error instanceof CommanderError)) return describeFailure(error);
    if (error.exitCode === 0) return undefined;
    const message = `${error.message.replace(/^error: /, '')}\nSee --help.`;
    return { kind: 'usage', exitCode: exitCodes.usage, message };
  }
}

interface LostOutput {
  readonly error: unknown;
  /** What the command came to, whether or not anybody could read it. */
  readonly exitCode: ExitCode;
  readonly streams: Streams;
}

function outputLost({ error, exitCode, streams }: LostOutput): ExitCode {
  if (!(error instanceof OutputLostError && error.isUnread)) {
    const reason = error instanceof Error ? error.message : String(error);
    streams.stderr.write(
      `error: The output could not be written: ${reason}. What the command did, it did; only its output is lost.\n`,
    );
  }
  return exitCode === exitCodes.ok ? exitCodes.failed : exitCode;
}

async function parse(program: Command, args: readonly string[]): Promise<void> {
  if (args.length === 0) {
    program.outputHelp();
    return;
  }
  await program.parseAsync(args, { from: 'user' });
}
