/** JSON of what was parsed with whole numbers beyond 2^53 as bigint: they are written as the numbers that they were, at any depth. */
export function exactJson(value: unknown): string {
  const written: string[] = [];
  /** What is to be written after this, the next last: a call in a call would end at some depth. */
  const left: Piece[] = [{ value }];
  for (let piece = left.pop(); piece; piece = left.pop()) {
    if ('text' in piece) written.push(piece.text);
    else if (typeof piece.value === 'bigint') written.push(String(piece.value));
    else if (typeof piece.value !== 'object' || piece.value === null)
      written.push(JSON.stringify(piece.value) ?? 'null');
    else for (const part of piecesOf(piece.value).reverse()) left.push(part);
  }
  return written.join('');
}

type Piece = { readonly text: string } | { readonly value: unknown };

function piecesOf(holder: object): Piece[] {
  const [open, close] = Array.isArray(holder) ? '[]' : '{}';
  const pieces: Piece[] = [];
  for (const [name, value] of Object.entries(holder)) {
    const comma = pieces.length === 0 ? '' : ',';
    pieces.push({ text: Array.isArray(holder) ? comma : `${comma}${JSON.stringify(name)}:` }, { value });
  }
  return [{ text: open ?? '' }, ...pieces, { text: close ?? '' }];
}
