import { nextWord, restOfCommand } from '../command-text/command-words';
import { inlineCode } from '../command-text/foreign-text';
import { nearest } from '../command-text/nearest';
import type { Argument, Arguments } from './arguments';

export interface ArgumentShapes {
  readonly arguments: Arguments;
  readonly flags: Arguments;
}

export type ReadArguments =
  | {
      readonly kind: 'read';
      readonly arguments: Readonly<Record<string, unknown>>;
      readonly flags: Readonly<Record<string, unknown>>;
    }
  /** Completes "was not run: ". */
  | { readonly kind: 'wrong'; readonly hint: string };

/** The name under which people write a flag: `dryRun` is `--dry-run`. */
export function flagName(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Reads what stands behind the name of a command: flags anywhere before the rest, arguments in their order. */
export function readArguments(text: string, shapes: ArgumentShapes): ReadArguments {
  const positions = Object.entries(shapes.arguments);
  const given: { readonly arguments: Map<string, string>; readonly flags: Map<string, string> } = {
    arguments: new Map(),
    flags: new Map(),
  };
  for (let at = 0, areFlagsOver = false; ; ) {
    const next = nextWord(text, at);
    if (next.kind === 'end') break;
    const [name, argument] = positions[given.arguments.size] ?? [];
    const isText = areFlagsOver || (argument?.takes === 'rest' && Object.keys(shapes.flags).length === 0);
    const isFlag = !isText && next.kind === 'word' && !next.isQuoted && next.text.startsWith('--');
    if (!isFlag && name !== undefined && argument?.takes === 'rest') {
      given.arguments.set(name, restOfCommand(text, at));
      break;
    }
    if (next.kind === 'unclosed') return wrong(`the quote ${inlineCode(next.quote)} is never closed`);
    at = next.end;
    if (isFlag && next.text === '--') areFlagsOver = true;
    else if (isFlag) {
      const problem = takeFlag(next.text);
      if (problem !== undefined) return wrong(problem);
    } else if (name === undefined) return wrong(`${inlineCode(next.text)} is one word too many`);
    else given.arguments.set(name, next.text);

    function takeFlag(word: string): string | undefined {
      const [written = '', ...values] = word.split('=');
      const spelled = written.toLowerCase();
      const known = Object.entries(shapes.flags).find(([flag]) => flagName(flag) === spelled);
      if (!known) return unknownFlag(written, Object.keys(shapes.flags).map(flagName));
      const [flag, { takes }] = known;
      if (given.flags.has(flag)) return `${inlineCode(spelled)} is there twice`;
      if (takes === 'switch') {
        if (values.length > 0) return `${inlineCode(spelled)} takes no value`;
        given.flags.set(flag, '');
        return undefined;
      }
      if (values.length > 0) {
        given.flags.set(flag, values.join('='));
        return undefined;
      }
      const value = nextWord(text, at);
      if (value.kind !== 'word') return `${inlineCode(spelled)} needs a value`;
      at = value.end;
      given.flags.set(flag, value.text);
      return undefined;
    }
  }
  const [values, flags] = [valuesOf(shapes.arguments, given.arguments), valuesOf(shapes.flags, given.flags, flagName)];
  if (typeof values === 'string') return wrong(values);
  if (typeof flags === 'string') return wrong(flags);
  return { kind: 'read', arguments: values, flags };
}

/** The values by name, or what is wrong with one. */
function valuesOf(
  shapes: Readonly<Record<string, Argument<unknown>>>,
  given: ReadonlyMap<string, string>,
  spelled = (name: string) => name,
): Readonly<Record<string, unknown>> | string {
  const values: Record<string, unknown> = {};
  for (const [name, argument] of Object.entries(shapes)) {
    const text = given.get(name);
    const reading = argument.read(text);
    if (reading.kind === 'wrong') {
      const got = text === undefined ? '' : `, and not ${inlineCode(text)}`;
      return `${inlineCode(spelled(name))} must be ${reading.expected}${got}`;
    }
    values[name] = reading.value;
  }
  return values;
}

function unknownFlag(written: string, flags: readonly string[]): string {
  const meant = nearest(written, flags);
  return `there is no flag ${inlineCode(written)}${meant === undefined ? '' : `. Did you mean ${inlineCode(meant)}?`}`;
}

function wrong(hint: string): ReadArguments {
  return { kind: 'wrong', hint };
}
