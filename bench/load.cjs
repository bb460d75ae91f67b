// Runs in a process of its own: loads one module, prints how long that took and the processor time it used, in milliseconds.
const [, , file] = process.argv;
const usageBefore = process.cpuUsage();
const before = performance.now();
require(file);
const loadMilliseconds = performance.now() - before;
const { user, system } = process.cpuUsage(usageBefore);
process.stdout.write(`${JSON.stringify({ loadMilliseconds, processorMilliseconds: (user + system) / 1_000 })}\n`);
