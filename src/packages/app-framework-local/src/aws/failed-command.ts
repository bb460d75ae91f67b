/** What a program that failed said last, or else why it could not be run. */
export function failureOf(error: unknown): string {
  const output = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr).trim() : '';
  return (output || String(error)).slice(-2000);
}
