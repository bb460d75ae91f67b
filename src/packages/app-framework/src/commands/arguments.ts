import { inlineCode } from '../command-text/foreign-text';

/** What a word of a command means: its value, or what would be right. */
export type Reading<Value> =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'wrong'; readonly expected: string };

/** One argument of a command, or one of its flags. */
export interface Argument<Value> {
  /** How it stands in the help: `staging|production`, `<sha>`. */
  readonly shape: string;
  /** `word`: one word; `rest`: all that is left, as it was written; `switch`: a flag without a value. */
  readonly takes: 'word' | 'rest' | 'switch';
  readonly isRequired: boolean;
  /** What it means, or what it means that there is nothing. */
  readonly read: (text: string | undefined) => Reading<Value>;
}

/** Arguments of a command by their names. */
export type Arguments = Readonly<Record<string, Argument<unknown>>>;

/** The values of arguments, by their names. */
export type ValuesOf<Given extends Arguments> = {
  readonly [Name in keyof Given]: Given[Name] extends Argument<infer Value> ? Value : never;
};

/** One of these words, in any case. */
export function oneOf<const Choice extends string>(...choices: readonly Choice[]): Argument<Choice> {
  const shape = choices.join('|');
  return required({ shape, takes: 'word' }, (text) => {
    const value = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
    const expected = `one of ${choices.map(inlineCode).join(', ')}`;
    return value === undefined ? { kind: 'wrong', expected } : { kind: 'value', value };
  });
}

/** Any word, or one of a form: `word('sha', /^[0-9a-f]{40}$/)`. */
export function word(name: string, form = /^/): Argument<string> {
  return required({ shape: `<${name}>`, takes: 'word' }, (text) =>
    form.test(text) ? { kind: 'value', value: text } : { kind: 'wrong', expected: `a ${name}` },
  );
}

/** A whole number within bounds. */
export function wholeNumber({ least, most }: { readonly least: number; readonly most: number }): Argument<number> {
  return required({ shape: `<${least}-${most}>`, takes: 'word' }, (text) => {
    const value = /^[+-]?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    return value >= least && value <= most
      ? { kind: 'value', value }
      : { kind: 'wrong', expected: `a whole number from ${least} to ${most}` };
  });
}

/** All that is left of the line, as it was written. The last argument only. */
export function rest(name: string): Argument<string> {
  return required({ shape: `<${name}…>`, takes: 'rest' }, (value) => ({ kind: 'value', value }));
}

/** A flag that is there or not. */
export function onOff(): Argument<boolean> {
  return {
    shape: '',
    takes: 'switch',
    isRequired: false,
    read: (text) => ({ kind: 'value', value: text !== undefined }),
  };
}

/** May be left out; then it has this value, or none. */
export function optional<Value>(argument: Argument<Value>): Argument<Value | undefined>;
export function optional<Value>(argument: Argument<Value>, otherwise: Value): Argument<Value>;
export function optional<Value>(argument: Argument<Value>, otherwise?: Value): Argument<Value | undefined> {
  return {
    ...argument,
    isRequired: false,
    read: (text) => (text === undefined ? { kind: 'value', value: otherwise } : argument.read(text)),
  };
}

function required<Value>(
  { shape, takes }: Pick<Argument<Value>, 'shape' | 'takes'>,
  read: (text: string) => Reading<Value>,
): Argument<Value> {
  const missing = { kind: 'wrong', expected: 'given' } as const;
  return { shape, takes, isRequired: true, read: (text) => (text === undefined ? missing : read(text)) };
}
