import { createInterface } from 'node:readline/promises';

/** Asks the person at the terminal; anything but y or yes is a no, and so is an interrupt. Absent where nobody sits there. */
export function askAtTerminal(): ((question: string) => Promise<'yes' | 'no'>) | undefined {
  const { stdin, stderr } = process;
  if (!stdin.isTTY || !stderr.isTTY) {
    return undefined;
  }
  return async (question) => {
    const terminal = createInterface({ input: stdin, output: stderr });
    const interrupted = new Promise<string>((resolve) => {
      terminal.once('SIGINT', () => resolve('no'));
      terminal.once('close', () => resolve('no'));
    });
    try {
      const answer = await Promise.race([terminal.question(`${question} [y/N] `), interrupted]);
      return /^y(es)?$/i.test(answer.trim()) ? 'yes' : 'no';
    } finally {
      terminal.close();
    }
  };
}
