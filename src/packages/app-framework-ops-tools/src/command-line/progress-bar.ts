const width = 30;

/** How much of the whole is done, from 0 to 1, as a bar. */
export function progressBar(share: number): string {
  const done = Math.round(Math.min(1, Math.max(0, share)) * width);
  return `[${'='.repeat(done)}${' '.repeat(width - done)}]`;
}
