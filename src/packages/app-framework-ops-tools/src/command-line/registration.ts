import { type Command, Option } from 'commander';
import type { CommandContext, CommandResult } from './command';
import { CommandError } from './failures';
import type { Format } from './output';

/** What a parsed command line asks for. */
export interface Invocation {
  readonly format: Format;
  readonly run: (context: CommandContext) => Promise<CommandResult>;
}

/** What the program lends to the rooms, which add their commands to it. */
export interface Registration {
  /** Begins a command. The example is what follows the tool's name. */
  readonly command: (name: string, example: string) => Command;
  readonly invoke: (invocation: Invocation) => Promise<void>;
  /** Begins commands that share a first word. Their examples go without it. */
  readonly group: (name: string, summary: string) => Pick<Registration, 'command' | 'invoke'>;
}

const whichTable = 'App table of the deployment, where there are several';

/** Adds the App table in both spellings: as the last argument, and as an option. */
export function withTable(command: Command): Command {
  return command.argument('[table]', whichTable).addOption(tableOption());
}

/** The App table as an option. */
export function tableOption(): Option {
  return new Option('--table <name>', whichTable);
}

/** The App table that was named, in whichever spelling. */
export function tableOf(argument: string | undefined, { table }: { readonly table?: string }): { table?: string } {
  if (argument !== undefined && table !== undefined && argument !== table) {
    throw new CommandError('usage', `Two App tables are named, ${argument} and ${table}. Name the one that is meant.`);
  }
  const named = argument ?? table;
  return named === undefined ? {} : { table: named };
}

export function formatOf({ json }: { readonly json?: true }): Format {
  return json ? 'json' : 'text';
}

/** Whether what cannot be undone is agreed already. */
export function consentOf({ yes }: { readonly yes?: true }): 'given' | 'ask' {
  return yes ? 'given' : 'ask';
}
