import { appId } from './deployment.mjs';
import { whole } from './report.mjs';

const asks = 1_000;
const mintMilliseconds = 500;
const mostReads = 10;
const mostMintsAcross = 2;

/** A thousand who ask at the same moment for a token that nobody has. */
export async function coldAsks({ deployment, startProcess }) {
  const { gate } = deployment;
  const one = await stampede({ deployment, startProcess, processes: 1 });
  const eight = await stampede({ deployment, startProcess, processes: 8 });
  gate.slowMints(0);
  return {
    title: `${whole(asks)} concurrent cold asks for one scope`,
    method:
      'Processes of the deployed token function that have just started, all asking for one scope that no cache holds, of an installation that is in the table, at the same moment. ' +
      'They share the token table in the DynamoDB of the local AWS, with its conditional writes. ' +
      `GitHub takes ${mintMilliseconds} ms for a token. A waiter is a process, because inside one all who ask share a promise. ` +
      `**Must:** 1 mint in one process, at most ${mostMintsAcross} in eight, at most ${mostReads} reads of the slot a waiter.`,
    columns: [
      'processes',
      'asks',
      'mints',
      'KMS signatures',
      'most reads of a waiter',
      'tokens handed out',
      'all answered after, ms',
    ],
    rows: [one, eight].map((run) => [
      run.processes,
      whole(asks),
      run.mints,
      run.signatures,
      run.mostReads,
      run.tokens,
      whole(run.milliseconds),
    ]),
    summary: [
      [
        `${whole(asks)} concurrent cold asks, mints in 1 / 8 processes`,
        `1 / at most ${mostMintsAcross}`,
        `${one.mints} / ${eight.mints}`,
      ],
      ['reads of a waiter', `at most ${mostReads}`, `${Math.max(one.mostReads, eight.mostReads)}`],
    ],
    faults: [
      ...(one.mints === 1 ? [] : [`${one.mints} mints in one process`]),
      ...(eight.mints <= mostMintsAcross ? [] : [`${eight.mints} mints in eight processes`]),
      ...[one, eight]
        .filter((run) => run.mostReads > mostReads)
        .map((run) => `${run.mostReads} reads of one waiter in ${run.processes} processes`),
    ],
  };
}

async function stampede({ deployment: { gate, newInstallation }, startProcess, processes }) {
  const { id: installationId } = await newInstallation(`cold-${processes}`);
  await makeKnown(startProcess, installationId);
  const started = await Promise.all(Array.from({ length: processes }, (_, index) => startProcess(`cold-${index}`)));
  try {
    gate.slowMints(mintMilliseconds);
    gate.forget();
    const before = performance.now();
    const input = { appId, installationId };
    const answers = await Promise.all(started.map((process) => process.askAtOnce(input, asks / processes)));
    const milliseconds = performance.now() - before;
    const made = gate.calls();
    const reads = made.filter(({ action, key }) => action === 'GetItem' && key?.startsWith('token#'));
    const readers = grouped(reads);
    return {
      processes,
      milliseconds,
      mints: made.filter(({ action }) => action === 'mint').length,
      signatures: made.filter(({ action }) => action === 'Sign').length,
      mostReads: Math.max(...[...readers.values()].map(({ length }) => length)),
      tokens: new Set(answers.flatMap(({ tokens }) => tokens)).size,
    };
  } finally {
    for (const process of started) process.stop();
  }
}

/** The installation's row is there, as after a sync: a token of another scope brings it. */
async function makeKnown(startProcess, installationId) {
  const scout = await startProcess('scout');
  await scout.askInTurn({ appId, installationId, scopeDown: { permissions: { metadata: 'read' } } });
  scout.stop();
}

function grouped(reads) {
  const groups = new Map();
  for (const read of reads) groups.set(read.process, [...(groups.get(read.process) ?? []), read]);
  return groups;
}
