/** Tables of the deployment, by which commands tell it from others of the account. */
export interface NamedTables {
  readonly ledger: string;
  readonly apps: string;
}

/** A command of words. */
export function commandOf(...words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

/** A word as a shell takes it for one, whatever is in it: what stands in an address may be made by anybody, and commands are copied. */
function shellWord(word: string): string {
  const line = word.replaceAll(/\p{Cc}/gu, ' ');
  return /^[\w.:/@#%+=,-]+$/.test(line) ? line : `'${line.replaceAll("'", "'\\''")}'`;
}
