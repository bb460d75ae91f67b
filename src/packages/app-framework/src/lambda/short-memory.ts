/** How long and how much to remember. */
export interface ShortMemoryOptions {
  readonly lifetimeMilliseconds: number;
  readonly now: () => Date;
}

/** More keys than this are never held: the oldest go first. */
const capacity = 1_000;

/** What this process knows for a short time. */
export function createShortMemory<Value>({ lifetimeMilliseconds, now }: ShortMemoryOptions) {
  const entries = new Map<string, { readonly value: Value; readonly until: number }>();
  const recall = (key: string): Value | undefined => {
    const entry = entries.get(key);
    if (!entry) return undefined;
    if (now().getTime() < entry.until) return entry.value;
    entries.delete(key);
    return undefined;
  };

  return {
    recall,
    remember(key: string, value: Value): void {
      entries.delete(key);
      entries.set(key, { value, until: now().getTime() + lifetimeMilliseconds });
      const [oldest] = entries.keys();
      if (entries.size > capacity && oldest !== undefined) entries.delete(oldest);
    },
    forget(key: string): void {
      entries.delete(key);
    },
  };
}
