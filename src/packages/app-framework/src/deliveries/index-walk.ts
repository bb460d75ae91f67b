import { textOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';

/** Keys of an index whose rows are told in one order. */
export interface IndexWalk {
  /** Of each key its own query, without page and order. */
  readonly queries: readonly object[];
  readonly order: 'newest first' | 'oldest first';
  /** One page. */
  readonly query: (input: object) => Promise<unknown>;
}

/** Rows of one time, of all keys. */
export interface RowsOfTime {
  readonly at: string;
  readonly rows: readonly unknown[];
}

/** An hour may have hundreds of thousands of rows, and who asks for the newest takes a few: so many are read of a key at once. */
const pageRows = 100;

interface Lane {
  readonly input: object;
  readonly rows: { readonly at: string; readonly row: unknown }[];
  /** Where its next page begins; absent before the first. */
  from?: unknown;
  isRead: boolean;
}

/** The rows of several keys as one, time by time. Read on as far as they are taken: never more than a page a key is kept waiting. */
export async function* walkIndex({ queries, order, query }: IndexWalk): AsyncGenerator<RowsOfTime, void> {
  const lanes: Lane[] = queries.map((input) => ({ input, rows: [], isRead: false }));
  const isNewestFirst = order === 'newest first';

  async function readOn(lane: Lane): Promise<void> {
    const { input, from } = lane;
    const page = await query({
      ...input,
      ...(isNewestFirst && { ScanIndexForward: false }),
      Limit: pageRows,
      ...(from !== undefined && { ExclusiveStartKey: from }),
    });
    const items = field(page, 'Items');
    for (const row of Array.isArray(items) ? items : []) lane.rows.push({ at: textOf(row, 'ReceivedAt') ?? '', row });
    lane.from = field(page, 'LastEvaluatedKey');
    lane.isRead = lane.from === undefined;
  }

  for (;;) {
    // All that will soon be short are read with those that are: their reads are one wait.
    while (lanes.some(isShort)) await Promise.all(lanes.filter(isSoonShort).map(readOn));
    const heads = lanes.flatMap(({ rows: [first] }) => first?.at ?? []).sort();
    const at = isNewestFirst ? heads.at(-1) : heads[0];
    if (at === undefined) return;
    yield { at, rows: lanes.flatMap((lane) => takenAt(at, lane)) };
  }
}

function takenAt(at: string, { rows }: Lane): unknown[] {
  const behind = rows.findIndex((one) => one.at !== at);
  return rows.splice(0, behind === -1 ? rows.length : behind).map(({ row }) => row);
}

/** Whether what it reads next may belong to the time of its first row. */
function isShort({ isRead, rows }: Lane): boolean {
  return !isRead && rows[0]?.at === rows.at(-1)?.at;
}

function isSoonShort(lane: Lane): boolean {
  return !lane.isRead && (lane.rows.length < pageRows / 2 || isShort(lane));
}
