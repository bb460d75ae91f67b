// How large the shipped handlers are and how long they take to start, beside a stand-in and bare Node.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cli } from '../tasks/deployment.mjs';
import { root } from '../tasks/processes.mjs';
import { loading, measure } from './measure.mjs';
import { whole } from './report.mjs';
import { bundleStandIn } from './stand-in.mjs';

const framework = join(root, 'src/packages/app-framework');
const assets = join(framework, 'assets');

/** Handlers that people wait for, with a limit on their load time as a part of the stand-in's. */
const tokenHandlers = ['get-app-token', 'get-installation-token'];
const mostOfStandIn = 0.5;
/** Of the receiver of webhooks, on top of what an empty module takes. */
const mostReceiverMilliseconds = 15;
const mostCliMilliseconds = 150;

export async function handlerStarts({ quick }) {
  const rounds = quick ? 5 : 20;
  const handlers = bundledHandlers();
  const standIn = await bundleStandIn();
  const subjects = [
    { name: 'bare Node', args: loading(join(root, 'bench/empty.cjs')) },
    { name: 'stand-in', args: loading(standIn.file) },
    ...handlers.map(({ name, file }) => ({ name, args: loading(file) })),
    { name: 'CLI --help', args: [cli, '--help'] },
    { name: 'bare Node (no module)', args: ['-e', ''] },
  ];
  const medians = measure(subjects, rounds);
  const ratios = new Map(handlers.map(({ name }) => [name, ratiosOf(medians, name)]));
  const budgets = JSON.parse(readFileSync(join(framework, 'build/handler-budgets.json'), 'utf8'));
  return [
    startsFigure({ handlers, standIn, medians, ratios, budgets, rounds }),
    commandLineFigure({ medians, rounds }),
  ];
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

function startsFigure({ handlers, standIn, medians, ratios, budgets, rounds }) {
  const receiver = medians.get('receive-webhook').loadMilliseconds - medians.get('bare Node').loadMilliseconds;
  const ours = handlers.map(({ name, bytes }) => {
    const { gross, net, wholeProcess } = ratios.get(name);
    const parts = [gross, net, wholeProcess].map((ratio) => ratio.toFixed(2));
    return [name, whole(bytes), budgets[name] ? whole(budgets[name]) : '', ...times(medians.get(name)), ...parts];
  });
  return {
    title: 'Size and start of each handler',
    method:
      `Medians of ${rounds} fresh processes each, in turns. The stand-in is a token handler written the usual way, with the clients of KMS and DynamoDB, ` +
      "`lib-dynamodb` and `@octokit/rest`, and neither cache nor encryption; what minifying would leave of it is its size here. Gross is load time as a part of the stand-in's, net the same " +
      'less what an empty module takes, process the whole process with the start of Node itself. ' +
      `**Must:** token handlers at most ${mostOfStandIn} of the stand-in, gross and net, and no more bytes than their budget, which the build checks too; ` +
      `the receiver of webhooks at most ${mostReceiverMilliseconds} ms above bare Node.`,
    columns: ['module', 'minified bytes', 'budget', 'load ms', 'cpu ms', 'process ms', 'gross', 'net', 'process'],
    rows: [
      ['bare Node', '', '', ...times(medians.get('bare Node')), '', '', ''],
      ['stand-in', whole(standIn.minifiedBytes), '', ...times(medians.get('stand-in')), '1.00', '1.00', '1.00'],
      ...ours,
    ],
    summary: [
      ...tokenHandlers.map((name) => {
        const { gross, net } = ratios.get(name);
        return [
          `load time of \`${name}\` as a part of the stand-in's, gross / net`,
          `at most ${mostOfStandIn}`,
          `${gross.toFixed(2)} / ${net.toFixed(2)}`,
        ];
      }),
      [
        'load time of `receive-webhook` above bare Node',
        `at most ${mostReceiverMilliseconds} ms`,
        `${receiver.toFixed(1)} ms`,
      ],
    ],
    faults: [
      ...(receiver <= mostReceiverMilliseconds ? [] : [`receive-webhook takes ${receiver.toFixed(1)} ms to load`]),
      ...handlers
        .filter(({ name, bytes }) => !(bytes <= budgets[name]))
        .map(({ name, bytes }) => `${name} has ${bytes} bytes, its budget is ${budgets[name] ?? 'missing'}`),
      ...tokenHandlers.flatMap((name) =>
        ['gross', 'net']
          .filter((kind) => !(ratios.get(name)[kind] <= mostOfStandIn))
          .map((kind) => `${name} takes ${ratios.get(name)[kind].toFixed(2)} of the stand-in's load time, ${kind}`),
      ),
    ],
  };
}

function commandLineFigure({ medians, rounds }) {
  const [help, bare] = ['CLI --help', 'bare Node (no module)'].map((name) => medians.get(name).processMilliseconds);
  return {
    title: 'Start of the command line',
    method: `Medians of ${rounds} fresh processes each, in the same turns as the handlers. **Must:** under ${mostCliMilliseconds} ms on an idle machine.`,
    columns: ['process', 'ms'],
    rows: [
      ['`--help`', help.toFixed(1)],
      ['bare Node', bare.toFixed(1)],
    ],
    summary: [['start of the command line, `--help`', `under ${mostCliMilliseconds} ms`, `${help.toFixed(1)} ms`]],
    faults: help < mostCliMilliseconds ? [] : [`the CLI takes ${help.toFixed(1)} ms for --help`],
  };
}

function times({ loadMilliseconds, processorMilliseconds, processMilliseconds }) {
  return [loadMilliseconds, processorMilliseconds, processMilliseconds].map((milliseconds) => milliseconds.toFixed(1));
}
