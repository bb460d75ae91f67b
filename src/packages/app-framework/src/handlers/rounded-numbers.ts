const mostTold = 20;

/** Where a parsed payload holds whole numbers that JavaScript cannot hold exactly: paths such as `comment.id`, twenty at most. */
export function roundedNumbers(payload: unknown): readonly string[] {
  const found: string[] = [];
  look(payload, '');
  return found;

  function look(value: unknown, path: string): void {
    if (found.length >= mostTold) return;
    if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) found.push(path);
    if (typeof value !== 'object' || value === null) return;
    for (const [name, member] of Object.entries(value)) look(member, path === '' ? name : `${path}.${name}`);
  }
}
