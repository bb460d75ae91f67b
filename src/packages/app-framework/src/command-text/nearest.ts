/** The one of some names that may be meant by a misspelt one; absent where none is near. */
export function nearest(written: string, names: readonly string[]): string | undefined {
  const [best] = names
    .map((name) => ({ name, far: distance(written.toLowerCase().slice(0, longest), name.toLowerCase()) }))
    .filter(({ name, far }) => far <= Math.max(1, Math.floor(name.length / 3)))
    .sort((one, other) => one.far - other.far);
  return best?.name;
}

const longest = 64;

/** Letters to change, add, leave out, or to swap with the next one (https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance). */
function distance(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, index) => index)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= one.length; row += 1) {
    rows.push([row]);
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      const changed = at(row - 1, column - 1) + (isSame ? 0 : 1);
      const shifted = Math.min(at(row - 1, column), at(row, column - 1)) + 1;
      const swapped = isSwapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY;
      rows[row]?.push(Math.min(changed, shifted, swapped));
    }
  }
  return at(one.length, other.length);
}
