type Fields = Readonly<Record<string, unknown>>;

/** One JSON line on standard output: level, event, then the fields in their order. */
export function logInfo(event: string, fields: Fields = {}): void {
  write('INFO', event, fields);
}

/** As `logInfo`, for what an operator should know but nobody waits for. */
export function logWarning(event: string, fields: Fields = {}): void {
  write('WARN', event, fields);
}

/** As `logInfo`, with name, message, stack and causes of the error. */
export function logError(event: string, error: unknown, fields: Fields = {}): void {
  write('ERROR', event, { ...fields, error: described(error) });
}

function write(level: string, event: string, fields: Fields): void {
  process.stdout.write(`${JSON.stringify({ level, event, time: new Date().toISOString(), ...fields })}\n`);
}

function described(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const { name, message, stack, cause } = error;
  return { name, message, stack, ...(cause !== undefined && { cause: described(cause) }) };
}
