// Handlers under test log to standard output, one JSON line an entry; in a test run that would drown the results. The stream is that of the
// process: it is wrapped once, for a wrapper of each file would keep all that the file loaded until the process ends.
const { stdout } = process;
if (!stdout.write.isQuiet) {
  const write = stdout.write.bind(stdout);
  const quietly = (chunk, ...rest) => (String(chunk).startsWith('{"level":') ? true : write(chunk, ...rest));
  stdout.write = Object.assign(quietly, { isQuiet: true });
}
process.env.NODE_NO_WARNINGS = '1';
