import { nextWord } from '../command-text/command-words';
import { inlineCode } from '../command-text/foreign-text';
import { nearest } from '../command-text/nearest';
import type { Permission } from '../rights/rights';
import type { Arguments, ValuesOf } from './arguments';
import type { CommandDeclaration, CommandPlace, RunCommand } from './command';
import { flagName, readArguments } from './read-arguments';

/** A command that was added, without the types of its arguments. */
export interface RegisteredCommand {
  readonly name: string;
  readonly usage: string;
  readonly description: string;
  readonly aliases: readonly string[];
  readonly permission: Permission | undefined;
  readonly age: 'fresh' | 'remembered';
  readonly head: 'bound' | 'any';
  readonly as: 'app' | 'user';
  /** What becomes of it where an earlier try of it never ended. */
  readonly afterCrash: 'ended' | 'repeated';
  readonly isBuiltIn: boolean;
  /** Reads what stands behind its name: what to run, or what is wrong with it. */
  readonly prepare: (text: string) => Prepared;
}

export type Prepared =
  | { readonly kind: 'ready'; readonly run: (place: CommandPlace) => Promise<string | undefined> }
  | { readonly kind: 'wrong'; readonly hint: string };

/** What a line asks for. */
export type Resolved =
  | { readonly kind: 'known'; readonly command: RegisteredCommand; readonly text: string }
  | { readonly kind: 'unknown'; readonly hint: string };

export type Registry = ReturnType<typeof createRegistry>;

const nameForm = /^[a-z][a-z0-9-]{0,31}$/;

/** The commands of a bot, by their names and aliases. */
export function createRegistry() {
  const commands = new Map<string, RegisteredCommand>();
  const names = new Map<string, RegisteredCommand>();

  return {
    /** @throws Error for a name that is none or taken, and for arguments that could never be read */
    add<Given extends Arguments, Flags extends Arguments>(added: AddedCommand<Given, Flags>): void {
      const command = registered(added);
      const own = [command.name, ...command.aliases];
      for (const name of own) {
        if (!nameForm.test(name)) {
          throw new Error(
            `${JSON.stringify(name)} is no name of a command: give lower-case letters, digits and hyphens, 32 at most, a letter first.`,
          );
        }
        const taken = names.get(name);
        if (taken?.isBuiltIn) commands.delete(taken.name);
        else if (taken) throw new Error(`There is a command called ${name} already: ${taken.usage}.`);
      }
      commands.set(command.name, command);
      for (const name of own) names.set(name, command);
    },

    all: (): readonly RegisteredCommand[] => [...commands.values()],

    resolve(line: string): Resolved {
      const first = nextWord(line, 0);
      const written = first.kind === 'word' ? first.text : '';
      const command = names.get(written === '' ? 'help' : written.toLowerCase());
      if (command) return { kind: 'known', command, text: first.kind === 'word' ? line.slice(first.end) : '' };
      const meant = nearest(written, [...names.keys()]);
      const suggestion = meant === undefined ? '' : ` Did you mean ${inlineCode(meant)}?`;
      return { kind: 'unknown', hint: `There is no command ${inlineCode(written || line)}.${suggestion}` };
    },
  };
}

interface AddedCommand<Given extends Arguments, Flags extends Arguments> {
  readonly name: string;
  readonly declaration: CommandDeclaration<Given, Flags>;
  readonly run: RunCommand<Given, Flags>;
  /** `built-in` gives way to one of the same name. */
  readonly origin: 'built-in' | 'author';
}

function registered<Given extends Arguments, Flags extends Arguments>({
  name,
  declaration,
  run,
  origin,
}: AddedCommand<Given, Flags>): RegisteredCommand {
  const shapes = { arguments: declaration.arguments ?? {}, flags: declaration.flags ?? {} };
  refuseUnreadable(name, Object.values(shapes.arguments));
  return {
    name,
    usage: usageOf(name, shapes),
    description: declaration.description,
    aliases: declaration.aliases ?? [],
    permission: declaration.permission,
    age: declaration.fresh === true ? 'fresh' : 'remembered',
    head: declaration.head ?? 'bound',
    as: declaration.as ?? 'app',
    afterCrash: declaration.repeatable === true ? 'repeated' : 'ended',
    isBuiltIn: origin === 'built-in',
    prepare(text) {
      const read = readArguments(text, shapes);
      if (read.kind === 'wrong') return read;
      const { arguments: given, flags } = read;
      if (!areOf(declaration.arguments, given) || !areOf(declaration.flags, flags)) {
        throw new Error(`The arguments of ${name} were not read as they are declared.`);
      }
      return {
        kind: 'ready',
        run: async (place) => (await run({ ...place, arguments: given, flags })) || undefined,
      };
    },
  };
}

function areOf<Given extends Arguments>(
  declared: Given | undefined,
  values: Readonly<Record<string, unknown>>,
): values is ValuesOf<Given> {
  return Object.keys(declared ?? {}).every((name) => name in values);
}

function usageOf(name: string, shapes: { readonly arguments: Arguments; readonly flags: Arguments }): string {
  const given = Object.values(shapes.arguments).map(({ shape, isRequired }) => (isRequired ? shape : `[${shape}]`));
  const flags = Object.entries(shapes.flags).map(([flag, { shape, isRequired }]) => {
    const written = shape === '' ? flagName(flag) : `${flagName(flag)}=${shape}`;
    return isRequired ? written : `[${written}]`;
  });
  return [name, ...given, ...flags].join(' ');
}

function refuseUnreadable(name: string, given: readonly Arguments[string][]): void {
  const firstOptional = given.findIndex(({ isRequired }) => !isRequired);
  const isOdd = given.some(
    ({ takes, isRequired }, index) =>
      takes === 'switch' ||
      (takes === 'rest' && index < given.length - 1) ||
      (isRequired && firstOptional >= 0 && index > firstOptional),
  );
  if (isOdd) {
    throw new Error(
      `The arguments of ${name} could not be read: rest(…) is the last one, what may be left out comes behind what may not, and onOff() is a flag.`,
    );
  }
}
