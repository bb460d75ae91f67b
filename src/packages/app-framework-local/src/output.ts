/** The one place that writes to the terminal: results to standard output, everything else to standard error. */
export function printResult(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printProgress(text: string): void {
  process.stderr.write(`${text}\n`);
}
