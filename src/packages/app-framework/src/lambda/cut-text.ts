/** The beginning of a text that has no more bytes in UTF-8, and ends with a whole character. */
export function cutBytes(text: string, most: number): string {
  // No unit of JavaScript's texts takes more than three.
  if (text.length * 3 <= most) return text;
  const bytes = Buffer.from(text);
  if (bytes.byteLength <= most) return text;
  let end = most;
  // A byte that goes on with a character is 10xxxxxx.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end).toString();
}

/** The beginning of a text that is no longer, as JavaScript counts, and ends with a whole character: with half of one a text is none to others. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  const last = text.charCodeAt(most - 1);
  const isHalf = last >= 0xd800 && last < 0xdc00;
  return text.slice(0, isHalf ? most - 1 : most);
}
