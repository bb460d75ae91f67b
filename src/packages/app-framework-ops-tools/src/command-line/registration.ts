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

/** Options of a command that makes a link: whoever reads it first may use it. `of` is in the variables of the environment. */
export function withLink(command: Command, of: 'SETUP' | 'OPERATOR'): Command {
  return command
    .addOption(
      new Option('--show-link', 'though others may read the output, which is no terminal').env(
        `APP_FRAMEWORK_SHOW_${of}_LINK`,
      ),
    )
    .addOption(
      new Option('--function <name>', 'that makes links, where there are several deployments').env(
        `APP_FRAMEWORK_${of}_FUNCTION`,
      ),
    );
}

/** Who may read what is printed. */
export type Readers = 'for one person' | 'for others too';

export function readersOf(showLink: true | undefined, { isOnTerminal }: Pick<CommandContext, 'isOnTerminal'>): Readers {
  return showLink || isOnTerminal ? 'for one person' : 'for others too';
}

export function formatOf({ json }: { readonly json?: true }): Format {
  return json ? 'json' : 'text';
}

/** Whether what cannot be undone is agreed already. */
export function consentOf({ yes }: { readonly yes?: true }): 'given' | 'ask' {
  return yes ? 'given' : 'ask';
}
