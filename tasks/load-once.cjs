// The CDK is loaded once in the process that runs tests: by itself jest loads it for each file anew, which took two fifths of the time of those
// that synthesize. It keeps nothing of an app that another would see. As jest's environment this lets files of a test reach the process'
// own `require`; as its transformer it makes each file of the CDK nothing but that.
const { TestEnvironment } = require('jest-environment-node');

class Environment extends TestEnvironment {
  constructor(...given) {
    super(...given);
    this.global.requireOnce = require;
  }
}

module.exports = Object.assign(Environment, {
  TestEnvironment: Environment,
  process: () => ({ code: 'module.exports = requireOnce(__filename);' }),
  getCacheKey: () => 'load-once',
});
