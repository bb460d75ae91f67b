// What takes longest begins first, so that no core is left with one of them at the end. jest goes by the size of files where it does not
// know yet how long they take; what synthesizes, tries hundreds of inputs or starts processes takes longer than its size tells.
const { default: Sequencer } = require('@jest/test-sequencer');

const isLong = ({ path }) => /\.(construct|property)\.test\.ts$|\/tasks\/|\/build\//.test(path);

module.exports = class extends Sequencer {
  async sort(tests) {
    const sorted = await super.sort(tests);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
};
