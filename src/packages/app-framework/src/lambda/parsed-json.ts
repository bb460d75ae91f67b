/** What a text says as JSON; absent where it is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A member of what may be an object. */
export function field(holder: unknown, name: string): unknown {
  return typeof holder === 'object' && holder !== null ? Reflect.get(holder, name) : undefined;
}

/** The members of these names; absent where one is no text. */
export function textsIn(holder: unknown, names: readonly string[]): (string | undefined)[] {
  return names.map((name) => {
    const value = field(holder, name);
    return typeof value === 'string' ? value : undefined;
  });
}
