// The log scan reads what all other test files left, so it runs last; the rest as jest would have them.
const { default: Sequencer } = require('@jest/test-sequencer');

const last = 'log-scan.acceptance.test.ts';

module.exports = class extends Sequencer {
  async sort(tests) {
    const sorted = await super.sort(tests);
    return [...sorted.filter(({ path }) => !path.endsWith(last)), ...sorted.filter(({ path }) => path.endsWith(last))];
  }
};
