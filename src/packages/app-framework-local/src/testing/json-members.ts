/** A member of what may be an object. */
export function member(holder: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>(
    (value, name) => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined),
    holder,
  );
}

export function textMember(holder: unknown, ...names: readonly string[]): string | undefined {
  const value = member(holder, ...names);
  return typeof value === 'string' ? value : undefined;
}

export function numberMember(holder: unknown, ...names: readonly string[]): number | undefined {
  const value = member(holder, ...names);
  return typeof value === 'number' ? value : undefined;
}

/** The value with what is changed in it: objects member by member, all else as a whole. */
export function changed(value: unknown, change: unknown): unknown {
  if (!isPlain(value) || !isPlain(change)) return change;
  const members = Object.entries(change).map(([name, inner]) => [name, changed(member(value, name), inner)]);
  return { ...value, ...Object.fromEntries(members) };
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
