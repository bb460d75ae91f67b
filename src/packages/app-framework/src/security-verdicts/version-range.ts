/**
 * Whether a version is in a range as GitHub's advisories give it, such as `>= 1.0.0, < 1.2.3`. What cannot be told of a version or a range counts as
 * within: nothing is well because it was not understood.
 */
export function isWithin(version: string, range: string): boolean {
  return range.split(',').every((part) => {
    const [, sign, bound] = /^\s*(<=|>=|<|>|=)\s*(\S+)\s*$/.exec(part) ?? [];
    const order = bound === undefined ? undefined : compared(version, bound);
    if (order === undefined) return true;
    if (sign === '<') return order < 0;
    if (sign === '<=') return order <= 0;
    if (sign === '>') return order > 0;
    return sign === '>=' ? order >= 0 : order === 0;
  });
}

/** By numbers; absent where one of them is more than numbers with dots. */
function compared(one: string, other: string): number | undefined {
  const [left, right] = [numbersOf(one), numbersOf(other)];
  if (!left || !right) return undefined;
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbersOf(version: string): readonly number[] | undefined {
  return /^v?\d{1,9}(\.\d{1,9}){0,7}$/.test(version) ? version.replace('v', '').split('.').map(Number) : undefined;
}
