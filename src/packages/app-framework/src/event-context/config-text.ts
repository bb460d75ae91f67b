/** Largest file that is read. */
export const mostConfigBytes = 65_536;
const mostDepth = 20;
const mostValues = 10_000;

/** What a file says, or why it says nothing; a file without a value says `{}`. */
export async function parsedConfig(text: string): Promise<{ readonly value: unknown } | { readonly problem: string }> {
  // JSON is YAML. Loaded when there is something to read, for most events have nothing.
  const { CORE_SCHEMA, load } = await import('js-yaml');
  let value: unknown;
  try {
    value = load(text, { schema: CORE_SCHEMA }) ?? {};
  } catch (error) {
    return { problem: `it is no YAML: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}` };
  }
  const problem = beyondBounds(value);
  return problem === undefined ? { value } : { problem };
}

/** Anchors make much of little: what they stand for is counted where it is used, up to the bound. */
function beyondBounds(value: unknown): string | undefined {
  let count = 0;
  const tooDeep = (inner: unknown, depth: number): boolean => {
    count += 1;
    if (count > mostValues || depth > mostDepth) return true;
    return typeof inner === 'object' && inner !== null && Object.values(inner).some((one) => tooDeep(one, depth + 1));
  };
  return tooDeep(value, 0)
    ? `it has more than ${mostValues} values, or more than ${mostDepth} of them within each other`
    : undefined;
}
