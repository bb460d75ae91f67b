// Handlers under test log to standard output, one JSON line an entry; in a test run that would drown the results.
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = (chunk, ...rest) => (String(chunk).startsWith('{"level":') ? true : write(chunk, ...rest));
process.env.NODE_NO_WARNINGS = '1';
