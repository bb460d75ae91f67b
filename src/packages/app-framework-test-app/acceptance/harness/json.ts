/** What stands at a path in a JSON value; `undefined` where the path ends early. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((found, name) => (isRecord(found) ? found[name] : undefined), value);
}

/** @throws Error that names the path, where no text stands there */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  if (typeof found === 'string') return found;
  throw new Error(`Expected a text at ${path.join('.')}, but found ${JSON.stringify(found)}.`);
}

/** @throws Error that names the path, where no number stands there */
export function numberAt(value: unknown, ...path: readonly (string | number)[]): number {
  const found = at(value, ...path);
  if (typeof found === 'number') return found;
  throw new Error(`Expected a number at ${path.join('.')}, but found ${JSON.stringify(found)}.`);
}

/** @throws Error that names the path, where no list stands there */
export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...path);
  if (Array.isArray(found)) return found;
  throw new Error(`Expected a list at ${path.join('.')}, but found ${JSON.stringify(found)}.`);
}

function isRecord(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}
