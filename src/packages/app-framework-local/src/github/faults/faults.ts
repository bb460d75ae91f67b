import { setTimeout } from 'node:timers/promises';

/** What shall go wrong, with which requests, how often. */
export interface FaultPlan {
  /** Any when absent. */
  readonly method?: string;
  /** A regular expression on the URL path, with or without the `/api/v3` it may begin with. */
  readonly path: string;
  /** How many requests it hits; 1 when absent. */
  readonly times?: number;
  /** How many matching requests pass untouched before; 0 when absent. */
  readonly afterRequests?: number;
  /** Answer this, instead of doing what was asked. Absent: do it, perhaps late. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, or as it is when it is text. */
  readonly body?: unknown;
  readonly delayMilliseconds?: number;
  /** Do what was asked first: who asked does not learn of it. */
  readonly done?: boolean;
  /** Never answer. */
  readonly silent?: boolean;
}

interface Fault {
  readonly plan: FaultPlan;
  readonly path: RegExp;
  toSkip: number;
  left: number;
}

export type Faults = ReturnType<typeof createFaults>;

/** Scripted faults. The oldest that matches a request takes it; one that is used up is gone. */
export function createFaults() {
  let faults: (Fault & { readonly id: number })[] = [];
  let lastId = 0;
  let waiting = new AbortController();

  return {
    /** @throws SyntaxError when `path` is no regular expression. */
    add(plan: FaultPlan): number {
      lastId += 1;
      const path = new RegExp(plan.path);
      faults.push({ id: lastId, plan, path, toSkip: plan.afterRequests ?? 0, left: plan.times ?? 1 });
      return lastId;
    },
    /** What waits goes on at once. */
    clear(): void {
      faults = [];
      waiting.abort();
      waiting = new AbortController();
    },
    /** Holds a request up so long, or until the faults are cleared. */
    async wait(milliseconds: number): Promise<void> {
      // A delay must not hold up a process that wants to end.
      await setTimeout(milliseconds, undefined, { ref: false, signal: waiting.signal }).catch(() => undefined);
    },
    /** The fault for this request, which it uses up by one. */
    take({ method, paths }: { method: string; paths: readonly string[] }): FaultPlan | undefined {
      for (const fault of faults) {
        const isMeant = fault.plan.method === undefined || fault.plan.method.toUpperCase() === method;
        if (!isMeant || !paths.some((path) => fault.path.test(path))) continue;
        if (fault.toSkip > 0) {
          fault.toSkip -= 1;
          continue;
        }
        fault.left -= 1;
        if (fault.left <= 0) faults = faults.filter((other) => other !== fault);
        return fault.plan;
      }
      return undefined;
    },
  };
}
