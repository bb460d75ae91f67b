/** Lets those who ask for the same at the same time share one run. What comes out is not kept: who asks later starts anew. */
export function createInFlight<Value>() {
  const running = new Map<string, Promise<Value>>();

  return function share(key: string, run: () => Promise<Value>): Promise<Value> {
    const known = running.get(key);
    if (known !== undefined) return known;
    const started = run().finally(() => running.delete(key));
    running.set(key, started);
    return started;
  };
}

/** Enough for an answer that is late, and for little more where there is none. */
const briefMilliseconds = 2_000;

/** Some of the time that there is, for what can be done without: what comes afterwards has the rest. */
export function briefly(remainingMilliseconds: () => number): () => number {
  const rest = Math.max(0, remainingMilliseconds() - briefMilliseconds);
  return () => remainingMilliseconds() - rest;
}
