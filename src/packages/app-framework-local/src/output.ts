import { errorCode } from './error-code';

/** The one place that writes to the terminal: results to standard output, everything else to standard error. */
export function printResult(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printProgress(text: string): void {
  process.stderr.write(`${text}\n`);
}

/**
 * A reader that has seen enough and closed its end, as `head` does, is no failure of the command, which finishes what it
 * began. Output that is lost otherwise, on a full disk say, is told and gives exit code 1.
 */
export function tellLostOutput(): void {
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (error) => {
    if (errorCode(error) === 'EPIPE') return;
    process.exitCode = 1;
    printProgress(`The output could not be written: ${error.message}`);
  });
}
