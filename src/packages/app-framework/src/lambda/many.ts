/** A count of things, in words: `1 token`, `2 tokens`. */
export function many(count: number, one: string, others = `${one}s`): string {
  return `${count} ${count === 1 ? one : others}`;
}
