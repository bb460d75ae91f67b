// jest runs the tests of a file in an AsyncLocalStorage of that file's own, and ends none: every promise of a worker would carry those of all
// files before, which took a tenth of the time of all tests.
const { AsyncLocalStorage } = require('node:async_hooks');

const { prototype } = AsyncLocalStorage;
if (!prototype.run.storages) {
  const { run } = prototype;
  const storages = new Set();
  const noted = function (...given) {
    storages.add(this);
    return Reflect.apply(run, this, given);
  };
  prototype.run = Object.assign(noted, { storages });
}
const { storages } = prototype.run;
for (const storage of storages) storage.disable();
storages.clear();
