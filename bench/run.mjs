// `npm run bench`: how long the shipped handlers and the CLI take to start, beside a stand-in and bare Node. The method is in README.md.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { root } from '../tasks/processes.mjs';
import { loading, measure, rounds } from './measure.mjs';
import { bundleStandIn } from './stand-in.mjs';

const assets = join(root, 'src/packages/app-framework/assets');
const cli = join(root, 'src/packages/app-framework-ops-tools/lib/app-framework-cli.js');

/** Handlers that people wait for, with a limit on their load time as a part of the stand-in's. */
const tokenHandlers = ['get-app-token', 'get-installation-token'];
const mostOfStandIn = 0.5;
const mostCliMilliseconds = 150;

async function bench() {
  const handlers = bundledHandlers();
  const standIn = await bundleStandIn();
  const medians = measure([
    { name: 'bare Node', args: loading(join(root, 'bench/empty.cjs')) },
    { name: 'stand-in', args: loading(standIn.file) },
    ...handlers.map(({ name, file }) => ({ name, args: loading(file) })),
    { name: 'CLI --help', args: [cli, '--help'] },
    { name: 'bare Node (no module)', args: ['-e', ''] },
  ]);
  const ratios = new Map(handlers.map(({ name }) => [name, ratiosOf(medians, name)]));
  print({ handlers, standIn, medians, ratios });
  return faultsOf({ medians, ratios });
}

function bundledHandlers() {
  const folders = existsSync(assets) ? readdirSync(assets) : [];
  const handlers = folders
    .map((name) => ({ name, file: join(assets, name, 'index.js') }))
    .filter(({ file }) => existsSync(file))
    .map((handler) => ({ ...handler, bytes: statSync(handler.file).size }));
  const missing = tokenHandlers.filter((name) => !handlers.some((handler) => handler.name === name));
  if (missing.length > 0 || !existsSync(cli)) {
    throw new Error(
      `Not built: ${[...missing, ...(existsSync(cli) ? [] : ['the CLI'])].join(', ')}. Run npm run build.`,
    );
  }
  return handlers;
}

/** Gross: load time as measured. Net: less what loading an empty module takes. Process: from start to end, Node's own start included. */
function ratiosOf(medians, name) {
  const [own, other, bare] = [medians.get(name), medians.get('stand-in'), medians.get('bare Node')];
  return {
    gross: own.loadMilliseconds / other.loadMilliseconds,
    net: (own.loadMilliseconds - bare.loadMilliseconds) / (other.loadMilliseconds - bare.loadMilliseconds),
    wholeProcess: own.processMilliseconds / other.processMilliseconds,
  };
}

function print({ handlers, standIn, medians, ratios }) {
  const [{ model }] = cpus();
  console.log(`Node ${process.version}, ${process.platform}-${process.arch}, ${cpus().length} x ${model}`);
  console.log(`Medians of ${rounds} fresh processes each, in turns.\n`);
  row('', 'bytes', 'minified', 'load ms', 'cpu ms', 'process ms', 'gross', 'net', 'process');
  row('bare Node', '', '', ...times(medians.get('bare Node')));
  row('stand-in', standIn.bytes, standIn.minifiedBytes, ...times(medians.get('stand-in')), '1.00', '1.00', '1.00');
  for (const { name, bytes } of handlers) {
    const { gross, net, wholeProcess } = ratios.get(name);
    const parts = [gross, net, wholeProcess].map((ratio) => ratio.toFixed(2));
    row(name, bytes, bytes, ...times(medians.get(name)), ...parts);
  }
  console.log(
    `\nThe last three are parts of the stand-in. Token handlers may take ${mostOfStandIn} of its load time, gross and net.`,
  );
  const [help, bare] = ['CLI --help', 'bare Node (no module)'].map((name) => medians.get(name).processMilliseconds);
  console.log(
    `CLI --help ${help.toFixed(1)} ms, bare Node ${bare.toFixed(1)} ms; it must stay under ${mostCliMilliseconds} ms.`,
  );
  const [load] = loadavg();
  if (load > cpus().length) console.log(`The machine is busy (load ${load.toFixed(1)}): measure again when it is not.`);
}

function row(name, ...cells) {
  console.log(`${name.padEnd(24)}${cells.map((cell) => String(cell).padStart(11)).join('')}`);
}

function times({ loadMilliseconds, processorMilliseconds, processMilliseconds }) {
  return [loadMilliseconds, processorMilliseconds, processMilliseconds].map((milliseconds) => milliseconds.toFixed(1));
}

function faultsOf({ medians, ratios }) {
  const slow = tokenHandlers.flatMap((name) =>
    ['gross', 'net']
      .filter((kind) => ratios.get(name)[kind] > mostOfStandIn)
      .map((kind) => `${name} takes ${ratios.get(name)[kind].toFixed(2)} of the stand-in's load time, ${kind}`),
  );
  const help = medians.get('CLI --help').processMilliseconds;
  return help < mostCliMilliseconds ? slow : [...slow, `the CLI takes ${help.toFixed(1)} ms for --help`];
}

try {
  const faults = await bench();
  for (const fault of faults) console.error(`Too slow: ${fault}.`);
  process.exitCode = faults.length > 0 ? 1 : 0;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
