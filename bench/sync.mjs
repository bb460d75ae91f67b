// `node bench/sync.mjs`: what a sync costs that finds everything as it was, and how that grows.
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { root } from '../tasks/processes.mjs';
import { itemAt } from './many-installations.mjs';

const sizes = [1_000, 10_000, 50_000];
/** A page of DynamoDB holds 1 MB: about so many rows of these. */
const rowsOfPage = 1_500;
const mostPerItem = 1.2;
const rounds = 2;
/** How often each size runs in a round: the smaller, the more other things weigh. */
const runsInRound = new Map([
  [1_000, 10],
  [10_000, 2],
]);

/**
 * Syncs of unchanged installations against a GitHub over HTTP and a table in memory: the real sync, the real door to GitHub and the real
 * table code; only DynamoDB's client answers from memory.
 *
 * @returns {Promise<{installations: number, listCalls: number, tableReads: number, writes: number, cpuMicrosecondsEach: number,
 *   microsecondsEach: number, ratio: number, heapMegabytes: number}[]>} a row for each size; `ratio` is the processor time for one installation
 *   as a part of that at the smallest size
 */
export async function benchSync() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-sync-'));
  const gitHub = await startListingGitHub();
  const write = process.stdout.write;
  try {
    const parts = await loadSync(folder);
    // The sync logs its result, which is not the result of this.
    process.stdout.write = () => true;
    const subjects = sizes.map((installations) => subjectOf(parts, gitHub.port, installations));
    for (let again = 0; again < 10; again += 1) await subjects[0].run();
    // In turns, so that whatever else the machine does meets all sizes.
    for (const subject of turns(subjects)) subject.samples.push(await timed(subject));
    const rows = [];
    for (const subject of subjects) {
      const { installations, samples, calls } = subject;
      const before = { ...calls };
      const heapMegabytes = await peakHeap(subject);
      const perRun = Object.fromEntries(Object.entries(calls).map(([what, many]) => [what, many - before[what]]));
      const each = (figure) => median(samples.map((sample) => sample[figure]));
      rows.push({
        installations,
        ...perRun,
        cpuMicrosecondsEach: each('cpu'),
        microsecondsEach: each('wall'),
        heapMegabytes,
      });
    }
    return rows.map((row) => ({ ...row, ratio: row.cpuMicrosecondsEach / rows[0].cpuMicrosecondsEach }));
  } finally {
    process.stdout.write = write;
    gitHub.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is not as it must be. */
export function syncFaults(rows) {
  return rows.flatMap(({ installations, listCalls, writes, ratio }) => [
    ...(writes === 0 ? [] : [`${writes} writes for ${installations} unchanged installations`]),
    ...(listCalls === installations / 100 ? [] : [`${listCalls} list calls for ${installations} installations`]),
    ...(ratio <= mostPerItem
      ? []
      : [`one of ${installations} takes ${ratio.toFixed(2)} of one of ${rows[0].installations}`]),
  ]);
}

function startListingGitHub() {
  const child = fork(join(root, 'bench/listing-github.mjs'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('message', (port) => resolve({ port, stop: () => child.disconnect() }));
  });
}

async function loadSync(folder) {
  const outfile = join(folder, 'sync.cjs');
  await build({
    stdin: {
      contents: `
        export { createSync } from './installation-sync/sync';
        export { createInstallationTable } from './installations/installation-table';
        export { createGitHubInstallations } from './installations/github-installations';
        export { createGitHub } from './github/github';
      `,
      resolveDir: join(root, 'src/packages/app-framework/src'),
    },
    bundle: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    outfile,
    logLevel: 'error',
  });
  return createRequire(import.meta.url)(outfile);
}

function subjectOf(
  { createSync, createInstallationTable, createGitHubInstallations, createGitHub },
  port,
  installations,
) {
  const calls = { listCalls: 0, tableReads: 0, writes: 0 };
  const items = Array.from({ length: installations }, (_, index) => itemAt(index));
  const dynamoDb = {
    async send({ input, constructor: { name } }) {
      if (name !== 'ScanCommand') {
        calls.writes += 1;
        return {};
      }
      const from = Number(input.ExclusiveStartKey?.at.N ?? 0);
      if (from === 0) calls.tableReads += 1;
      const to = from + rowsOfPage;
      // As when they come off the wire: objects of their own.
      const Items = structuredClone(items.slice(from, to));
      return { Items, ...(to < installations && { LastEvaluatedKey: { at: { N: String(to) } } }) };
    },
  };
  const gitHub = createGitHub();
  const sync = createSync({
    appTable: { listAppIds: async () => [7] },
    appTokens: { mint: async (appId) => ({ appId, token: 'jwt', expiresAt: new Date() }) },
    atGitHub: createGitHubInstallations({
      gitHub: {
        request(request) {
          calls.listCalls += 1;
          subject.onPage(Number(request.parameters.page ?? 1));
          return gitHub.request(request);
        },
      },
      gitHubApiUrl: `http://127.0.0.1:${port}/${installations}`,
    }),
    table: createInstallationTable(dynamoDb, 'bench'),
    place: { read: async () => undefined, write: async () => {} },
  });
  const subject = {
    installations,
    samples: [],
    calls,
    /** Called with each page of the list. */
    onPage: () => {},
    async run() {
      const { counts, failures } = await sync(() => 900_000);
      if (counts.unchanged === installations && failures.length === 0) return;
      throw new Error(`The sync went wrong: ${JSON.stringify({ counts, failures })}`);
    },
  };
  return subject;
}

function* turns(subjects) {
  for (let round = 0; round < rounds; round += 1) {
    for (const subject of subjects) {
      for (let again = 0; again < (runsInRound.get(subject.installations) ?? 1); again += 1) yield subject;
    }
  }
}

/** Microseconds for one installation. */
async function timed({ run, installations }) {
  const [before, beforeCpu] = [performance.now(), process.cpuUsage()];
  await run();
  const { user, system } = process.cpuUsage(beforeCpu);
  return { wall: ((performance.now() - before) * 1_000) / installations, cpu: (user + system) / installations };
}

/** The most that a run holds beyond what was there before it, looked at right after collecting garbage, five times on its way. */
async function peakHeap(subject) {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc');
  const used = () => {
    collectGarbage();
    return process.memoryUsage().heapUsed / 1024 ** 2;
  };
  const before = used();
  const held = [];
  subject.onPage = (page) => {
    if (page % (subject.installations / 100 / 5) === 0) held.push(used() - before);
  };
  await subject.run();
  subject.onPage = () => {};
  return Math.max(0, ...held);
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function print(rows) {
  console.log(`Node ${process.version}. Medians; each size in turns with the others.\n`);
  console.log(
    ['installations', 'list calls', 'table reads', 'writes', 'cpu us each', 'us each', 'ratio', 'heap MB']
      .map((title) => title.padStart(14))
      .join(''),
  );
  for (const { installations, listCalls, tableReads, writes, ratio, heapMegabytes, ...row } of rows) {
    const times = [row.cpuMicrosecondsEach, row.microsecondsEach].map((time) => time.toFixed(0));
    const cells = [installations, listCalls, tableReads, writes, ...times, ratio.toFixed(2), heapMegabytes.toFixed(1)];
    console.log(cells.map((cell) => String(cell).padStart(14)).join(''));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows = await benchSync();
  print(rows);
  const faults = syncFaults(rows);
  for (const fault of faults) console.error(`Not as it must be: ${fault}.`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
