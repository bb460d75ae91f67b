export interface IdSequence {
  /** The wanted id, or the next free one. Ids are never given out twice, whatever was removed since. */
  take(wanted?: number): number;
}

/** Ids start where the caller says: past 2^31 by choice, so that code with 32-bit ids fails here and not at GitHub. */
export function createIdSequence(first: number): IdSequence {
  const taken = new Set<number>();
  let next = first;
  return {
    take(wanted) {
      if (wanted !== undefined) {
        if (taken.has(wanted)) throw new Error(`The id ${wanted} is or was in use. Leave it out, or choose another.`);
        taken.add(wanted);
        return wanted;
      }
      while (taken.has(next)) next += 1;
      taken.add(next);
      return next;
    },
  };
}
