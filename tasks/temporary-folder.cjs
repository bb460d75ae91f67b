// Where everything temporary of a run goes: one folder in `.cache/tmp`, gone when the run ends, be it by a signal. What a
// killed run left is swept by the next. jest takes this as its globalSetup; tasks call it first.
const { mkdirSync, readdirSync, rmSync } = require('node:fs');
const { join } = require('node:path');

const runs = join(__dirname, '..', '.cache', 'tmp');
const own = join(runs, String(process.pid));

module.exports = function useTemporaryFolder() {
  if (process.env.TMPDIR === own) return;
  sweep();
  mkdirSync(own, { recursive: true });
  process.env.TMPDIR = own;
  process.once('exit', remove);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => {
      remove();
      process.kill(process.pid, signal);
    });
  }
};

function remove() {
  rmSync(own, { recursive: true, force: true });
}

function sweep() {
  mkdirSync(runs, { recursive: true });
  for (const run of readdirSync(runs))
    if (!isRunning(Number(run))) rmSync(join(runs, run), { recursive: true, force: true });
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
