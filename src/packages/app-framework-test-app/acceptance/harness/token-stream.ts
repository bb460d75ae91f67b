/** Calls that go on until they are stopped. */
export interface CallStream {
  /** How many have succeeded by now. */
  count(): number;
  /** Lets the calls that are under way end, and answers every failure since the start. */
  stop(): Promise<string[]>;
}

/** Makes the same calls over and over, each as soon as its last one has ended. Failures are kept and end nothing. */
export function startCalls(calls: readonly (() => Promise<unknown>)[]): CallStream {
  const failures: string[] = [];
  let succeeded = 0;
  let stopped = false;
  const again = async (call: () => Promise<unknown>): Promise<void> => {
    while (!stopped) {
      try {
        await call();
        succeeded += 1;
      } catch (error) {
        failures.push(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
      }
    }
  };
  const ended = Promise.all(calls.map(again));
  return {
    count: () => succeeded,
    stop: async () => {
      stopped = true;
      await ended;
      return failures;
    },
  };
}
