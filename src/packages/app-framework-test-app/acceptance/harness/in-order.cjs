// The log scan reads what all other test files left, so it runs last. Before it come the files that set up a second deployment, because
// the operations tool finds the only one by itself in the others; the scaffold's stays there. Alarms run first: one that another file has begun lasts an hour, and tells
// nobody again. The rest runs as jest would have it.
const { default: Sequencer } = require('@jest/test-sequencer');

const atTheEnd = ['deployments.acceptance.test.ts', 'scaffold.acceptance.test.ts', 'log-scan.acceptance.test.ts'];
const place = ({ path }) =>
  path.endsWith('/alarms.acceptance.test.ts') ? -2 : atTheEnd.findIndex((name) => path.endsWith(name));

module.exports = class extends Sequencer {
  async sort(tests) {
    const sorted = await super.sort(tests);
    return sorted.toSorted((one, other) => place(one) - place(other));
  }
};
