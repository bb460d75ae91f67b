// Lets `tell-failures.ts` know which tests fail: jest tells its environment only.
const { TestEnvironment } = require('../../../../../tasks/load-once.cjs');

module.exports = class extends TestEnvironment {
  handleTestEvent({ name }) {
    if (name === 'test_start') this.global.hasTestFailed = false;
    if (name === 'test_fn_failure' || name === 'hook_failure') this.global.hasTestFailed = true;
  }
};
