/** What a JSON value has to look like. The type follows from the check, so that neither can be wrong alone. */
export interface Shape<T> {
  /** What is wrong with the value, naming the member; nothing when it fits. */
  problem(value: unknown, at: string): string | undefined;
  fits(value: unknown): value is T;
}

export type FromShape<S> = S extends Shape<infer T> ? T : never;

type Fields = Readonly<Record<string, Shape<unknown>>>;
type OptionalName<F extends Fields> = { [N in keyof F]: undefined extends FromShape<F[N]> ? N : never }[keyof F];
type ObjectOf<F extends Fields> = { readonly [N in Exclude<keyof F, OptionalName<F>>]: FromShape<F[N]> } & {
  readonly [N in OptionalName<F>]?: FromShape<F[N]>;
};

/** A shape from its check alone. */
export function shapeBy<T>(problem: Shape<T>['problem']): Shape<T> {
  return { problem, fits: (value): value is T => problem(value, '') === undefined };
}

export const text = shapeBy<string>((value, at) => {
  return typeof value === 'string' && value !== '' ? undefined : `${at} must be a text`;
});

export const wholeNumber = shapeBy<number>((value, at) => {
  return Number.isSafeInteger(value) ? undefined : `${at} must be a whole number below 2^53`;
});

export const flag = shapeBy<boolean>((value, at) => {
  return typeof value === 'boolean' ? undefined : `${at} must be true or false`;
});

export const anything = shapeBy<unknown>(() => undefined);

export function oneOf<const T extends string>(...values: readonly T[]): Shape<T> {
  const known: readonly unknown[] = values;
  return shapeBy((value, at) => (known.includes(value) ? undefined : `${at} must be one of ${values.join(', ')}`));
}

export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return shapeBy((value, at) => (value === undefined ? undefined : shape.problem(value, at)));
}

export function listOf<T>(item: Shape<T>): Shape<readonly T[]> {
  return shapeBy((value, at) => {
    if (!Array.isArray(value)) return `${at} must be a list`;
    return firstProblem(value.map((one, index) => item.problem(one, `${at}[${index}]`)));
  });
}

export function mapOf<T>(item: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return shapeBy((value, at) => {
    if (!isObject(value)) return `${at} must be an object`;
    return firstProblem(Object.entries(value).map(([name, one]) => item.problem(one, `${at}.${name}`)));
  });
}

/** An object with these members and no others: a misspelt member is an error, not a default. */
export function object<F extends Fields>(fields: F): Shape<ObjectOf<F>> {
  const names = Object.keys(fields);
  return shapeBy((value, at) => {
    if (!isObject(value)) return `${at} must be an object`;
    const unknown = Object.keys(value).find((name) => !names.includes(name));
    if (unknown !== undefined) return `${at}.${unknown} is not known here; known are ${names.join(', ')}`;
    return firstProblem(Object.entries(fields).map(([name, shape]) => shape.problem(value[name], `${at}.${name}`)));
  });
}

/** The value, once it fits. @throws Error that says which member does not. */
export function readAs<T>(shape: Shape<T>, value: unknown, at: string): T {
  if (shape.fits(value)) return value;
  throw new Error(`${shape.problem(value, at) ?? at}.`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstProblem(problems: readonly (string | undefined)[]): string | undefined {
  return problems.find((problem) => problem !== undefined);
}
