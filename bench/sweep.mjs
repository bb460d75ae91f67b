// `node bench/sweep.mjs [--quick]`: a sweep over a long list, killed again and again. The function is the bundle that is deployed, in a process
// of its own; GitHub's list and the services of AWS are servers on this machine, which outlive it.
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tsImport } from 'tsx/esm/api';
import { root } from '../tasks/processes.mjs';
import { startDeliveriesGitHub } from './listed-deliveries.mjs';
import { printFigure, whole } from './report.mjs';

const bundle = join(root, 'src/packages/app-framework/assets/sweep-deliveries/index.js');
const appId = 42;
const webhookUrl = 'https://example.com/prod/webhook';
const pageSize = 100;
const mostOfPages = 1.1;
/** GitHub delivers one in so many seconds here: 10,000 fit into the three days that it keeps them. */
const apart = 20;
/** One of so many is not in the ledger, and one of so many was attempted before. */
const lackingOf = 5;
const againOf = 20;
const mostRuns = 40;

/** The kills are parts of the list, when a page is asked for, and of what is lacking, when one is fetched. */
const whole10000 = { listed: 10_000, killsAtPage: [0.25, 0.6, 0.9], killsAtFetch: [0.1, 0.5, 0.9] };
const quick2000 = { listed: 2_000, killsAtPage: [0.5], killsAtFetch: [0.5] };

/** @returns {Promise<object>} what was lost, what was brought twice, and the pages that were read */
export async function benchSweep({ quick }) {
  const size = quick ? quick2000 : whole10000;
  const { log, lacking, mark } = worldOf(size.listed);
  const { startFakeAws } = await tsImport(
    '../src/packages/app-framework/src/recovery/fake-aws.test.support.ts',
    import.meta.url,
  );
  const [aws, gitHub] = [await startFakeAws(), await startDeliveriesGitHub(log, webhookUrl)];
  const host = new URL(gitHub.url).host;
  const progress = { since: log.at(-1).at.toISOString(), mark, fullPassAt: new Date().toISOString() };
  aws.rows.set(`sweep#${host}#${appId}|sweep`, { Progress: { S: JSON.stringify(progress) } });
  for (const { guid } of log)
    if (!lacking.has(guid)) aws.rows.set(`${host}#${appId}#${guid}|delivery`, { Status: { S: 'published' } });

  const kills = [
    ...size.killsAtPage.map((part) => ({ at: 'pages', count: Math.round((part * size.listed) / pageSize) })),
    ...size.killsAtFetch.map((part) => ({ at: 'fetched', count: Math.round(part * lacking.size) })),
  ];
  const sweep = sweepProcesses({ awsUrl: aws.url, gitHubUrl: gitHub.url });
  try {
    let killed = 0;
    let pagesToMark;
    gitHub.onAsk = () => {
      if (gitHub.fetched.length === 1) pagesToMark ??= gitHub.pages.length;
      const [next] = kills;
      if (!next || gitHub[next.at].length < next.count) return;
      kills.shift();
      killed += 1;
      sweep.kill();
    };
    const began = performance.now();
    let runs = 0;
    for (let isOver = false; !isOver && runs < mostRuns; runs += 1) {
      const figures = await sweep.run();
      isOver = kills.length === 0 && figures?.missing === 0;
    }
    const brought = aws.events.map(({ detail }) => detail.delivery_id);
    const distinct = new Set(brought);
    return {
      listed: size.listed,
      lacking: lacking.size,
      runs,
      killed,
      seconds: (performance.now() - began) / 1_000,
      missed: [...lacking].filter((guid) => !distinct.has(guid)).length,
      twice: brought.length - distinct.size,
      needless: [...distinct].filter((guid) => !lacking.has(guid)).length,
      pagesBetween: size.listed / pageSize,
      pagesToMark,
      pagesAfterwards: gitHub.pages.length - pagesToMark,
    };
  } finally {
    sweep.kill();
    gitHub.stop();
    await aws.stop();
  }
}

/** A list, newest first, with a fifth more below the mark; of the part above it a fifth is not in the ledger. */
function worldOf(listed) {
  const below = listed / 5;
  const newest = Date.now() - 180_000;
  const log = [];
  const guids = [];
  const lacking = new Set();
  for (let place = 0; place < listed + below; place += 1) {
    const isAgain = place % againOf === againOf - 1;
    const guid = isAgain ? guids[Math.floor(guids.length / 2)] : randomUUID();
    guids.push(guid);
    const at = new Date(newest - (listed + below - place) * apart * 1_000);
    // As GitHub's are: beyond what a double holds.
    log.unshift({ id: 9_007_199_254_740_993n + BigInt(place) * 2n, guid, at });
    if (!isAgain && place >= below && place % lackingOf === 0) lacking.add(guid);
  }
  const { id, at } = log[listed];
  return { log, lacking, mark: { id: String(id), at: at.toISOString() } };
}

/** Processes of the sweep, one at a time: where the last one was killed, a new one is started for the next run. */
function sweepProcesses({ awsUrl, gitHubUrl }) {
  const env = {
    PATH: process.env.PATH,
    NODE_NO_WARNINGS: '1',
    AWS_ENDPOINT_URL: awsUrl,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    APP_FRAMEWORK_APP_TOKEN_ENDPOINT: gitHubUrl,
    LEDGER_TABLE_NAME: 'ledger',
    PAYLOAD_BUCKET_NAME: 'payloads',
    EVENT_BUS_NAME: 'bus',
    INLINE_LIMIT: '200000',
    SWEPT_APPS: JSON.stringify({ [appId]: gitHubUrl }),
    WEBHOOK_URL: webhookUrl,
  };
  let child;
  return {
    /** The figures of a run; absent where it was killed. */
    run() {
      child ??= fork(fileURLToPath(new URL('sweep-process.mjs', import.meta.url)), [bundle], {
        env,
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      const running = child;
      return new Promise((resolve, reject) => {
        running.removeAllListeners();
        running.once('exit', () => resolve(undefined));
        running.once('message', ({ figures, failure }) => {
          if (failure === undefined) resolve(figures);
          else reject(new Error(`A run of the sweep failed: ${failure}`));
        });
        running.send('run');
      });
    },
    kill() {
      child?.kill('SIGKILL');
      child = undefined;
    },
  };
}

/** What `benchSweep` measured, as a figure. */
export function sweepFigure(measured) {
  const { listed, lacking, runs, killed, seconds, missed, twice, needless, pagesBetween, pagesToMark } = measured;
  const ofPages = pagesToMark / pagesBetween;
  const title = `Sweep over a list of ${whole(listed)}, killed in the middle`;
  return {
    title,
    method:
      'The deployed bundle in a process of its own, killed while it reads the list and while it fetches, and started again each time; GitHub with its list and the services of AWS are servers that stay. ' +
      `A fifth of what is above the mark is not in the ledger, one in ${againOf} is a second attempt, and below the mark there is a fifth more. Afterwards each delivery is looked for among the events on the bus by its id. ` +
      `**Must:** none missed, none brought twice, at most ${mostOfPages} of the pages between the mark and the newest until the mark is reached. Runs that follow read the first page each.`,
    columns: [
      'listed',
      'not in the ledger',
      'kills',
      'runs',
      'missed',
      'brought twice',
      'pages between',
      'pages read',
      'part',
      'pages of later runs',
      's',
    ],
    rows: [
      [
        ...[listed, lacking].map(whole),
        ...[killed, runs, missed, twice, pagesBetween, pagesToMark],
        ofPages.toFixed(2),
        measured.pagesAfterwards,
        seconds.toFixed(1),
      ],
    ],
    summary: [
      [`sweep over ${whole(listed)}, killed ${killed} times: missed / brought twice`, '0 / 0', `${missed} / ${twice}`],
      ['its pages, as a part of those between mark and newest', `at most ${mostOfPages}`, ofPages.toFixed(2)],
    ],
    faults: [
      ...(missed === 0 ? [] : [`${missed} deliveries were missed`]),
      ...(twice === 0 ? [] : [`${twice} were brought twice`]),
      ...(needless === 0 ? [] : [`${needless} were brought that the ledger had`]),
      ...(ofPages <= mostOfPages ? [] : [`${ofPages.toFixed(2)} of the pages were read`]),
    ],
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const figure = sweepFigure(await benchSweep({ quick: process.argv.includes('--quick') }));
  printFigure(figure);
  process.exitCode = figure.faults.length > 0 ? 1 : 0;
}
