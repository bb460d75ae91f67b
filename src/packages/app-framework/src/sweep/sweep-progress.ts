import { field, parsedJson } from '../lambda/parsed-json';

/** The newest that was seen: the latest time, and the greatest id in digits, which may be those of two attempts. */
export interface SweepMark {
  readonly at: string;
  readonly id: string;
}

/** How far an App's list was read. */
export interface SweepProgress {
  /** When the App was first seen here; absent where its list was read before that was kept. */
  readonly since?: string | undefined;
  /** Everything older was compared; absent before the first pass. */
  readonly mark?: SweepMark | undefined;
  /** The pass from the newest down to the mark, while it is under way. */
  readonly pass?: SweepPass | undefined;
  /** Where the pass over the whole list goes on below the mark, while it is under way. */
  readonly rest?: SweepRest | undefined;
  /** When the last pass over the whole list began. */
  readonly fullPassAt?: string | undefined;
  /** How many missing deliveries the next run brings at most. */
  readonly pace?: number | undefined;
}

export interface SweepPass {
  /** Page that comes next; the first where absent. */
  readonly cursor?: string | undefined;
  /** The mark when it is through. */
  readonly newest?: SweepMark | undefined;
  readonly startedAt: string;
}

export interface SweepRest {
  readonly cursor: string;
  readonly startedAt: string;
}

/** Reads what was saved. What is in no form that is known here is as good as absent: more is read than needed. */
export function parseProgress(text: string): SweepProgress {
  const saved = parsedJson(text);
  const passAt = textAt(field(saved, 'pass'), 'startedAt');
  const restAt = textAt(field(saved, 'rest'), 'startedAt');
  const restCursor = textAt(field(saved, 'rest'), 'cursor');
  return {
    since: textAt(saved, 'since'),
    mark: markAt(saved, 'mark'),
    pass:
      passAt === undefined
        ? undefined
        : {
            startedAt: passAt,
            cursor: textAt(field(saved, 'pass'), 'cursor'),
            newest: markAt(field(saved, 'pass'), 'newest'),
          },
    rest: restAt === undefined || restCursor === undefined ? undefined : { startedAt: restAt, cursor: restCursor },
    fullPassAt: textAt(saved, 'fullPassAt'),
    pace: numberIn(field(saved, 'pace')),
  };
}

function markAt(value: unknown, name: string): SweepMark | undefined {
  const at = textAt(field(value, name), 'at');
  const id = textAt(field(value, name), 'id');
  return at !== undefined && id !== undefined && /^\d+$/.test(id) ? { at, id } : undefined;
}

function textAt(value: unknown, name: string): string | undefined {
  const text = field(value, name);
  return typeof text === 'string' && text !== '' ? text : undefined;
}

function numberIn(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
