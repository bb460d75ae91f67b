/** Texts as one, each with its length before it, so that no two lists of texts give the same. */
export function prefixed(parts: readonly string[]): string {
  return parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join('');
}
