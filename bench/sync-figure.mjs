import { whole } from './report.mjs';
import { syncFaults } from './sync.mjs';

/** What `benchSync` measured, as a figure. */
export function syncFigure(rows) {
  const [smallest, largest] = [rows[0], rows[rows.length - 1]];
  return {
    title: 'Sync of installations that have not changed',
    method:
      'The real sync, its door to GitHub over HTTP and its table code, in one process; only the client of DynamoDB answers from memory. A GitHub in another ' +
      'process answers pages of 100 with all the members that GitHub sends. Medians, sizes in turns; the ratio is the processor time for one installation as a part of that at the smallest size, ' +
      'and the heap is what a run needs beyond what was there. **Must:** 0 writes, 1 list call for 100 installations, ratio at most 1.2.',
    columns: ['installations', 'list calls', 'table reads', 'writes', 'µs each', 'of it processor', 'ratio', 'heap MB'],
    rows: rows.map((row) => [
      whole(row.installations),
      whole(row.listCalls),
      row.tableReads,
      row.writes,
      row.microsecondsEach.toFixed(1),
      row.cpuMicrosecondsEach.toFixed(1),
      row.ratio.toFixed(2),
      Math.max(Math.round(row.heapMegabytes), 0),
    ]),
    summary: [
      ['sync of unchanged installations, writes', '0', `${Math.max(...rows.map(({ writes }) => writes))}`],
      [
        `its growth from ${whole(smallest.installations)} to ${whole(largest.installations)}, processor time for one`,
        'at most 1.2',
        largest.ratio.toFixed(2),
      ],
    ],
    faults: syncFaults(rows),
  };
}
