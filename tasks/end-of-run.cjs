// A process that a test left behind may hold the pipes of jest open, and jest would wait for it without a word and without an end. jest takes
// this as its globalTeardown.
module.exports = function endRun(_global, _project, seconds = 60) {
  const end = () => {
    const held = process.getActiveResourcesInfo().join(', ');
    console.error(
      `jest has not ended ${seconds} s after its last test: a test left something behind that runs (${held}).`,
    );
    process.exit(1);
  };
  setTimeout(end, seconds * 1_000).unref();
};
