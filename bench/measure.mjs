import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../tasks/processes.mjs';
import { median } from './statistics.mjs';

/** What the handlers read when they load. Nothing is called: loading makes clients, it does not use them. */
export const environment = {
  PATH: process.env.PATH,
  HOME: tmpdir(),
  APP_TABLE_NAME: 'bench-apps',
  INSTALLATION_TABLE_NAME: 'bench-installations',
  GITHUB_API_URL: 'http://127.0.0.1:9',
  RATE_LIMIT_METRICS: 'app',
  CEILINGS: 'none',
  TOKEN_TABLE_NAME: 'bench-tokens',
  TOKEN_KEY_ARN: 'arn:aws:kms:us-east-1:000000000000:key/bench',
  TOKEN_SHARING: 'caller',
  CEILING_PATH: '/bench/ceilings',
  CALLERS_WITHOUT_CEILING: 'allowed',
  TOKEN_ENDPOINT: 'http://127.0.0.1:9',
  DEPLOYMENT: 'bench',
  SYNC_PLACE_PARAMETER: '/bench/sync-place',
  LEDGER_TABLE_NAME: 'bench-ledger',
  PAYLOAD_BUCKET_NAME: 'bench-payloads',
  EVENT_BUS_NAME: 'bench-bus',
  INLINE_LIMIT: '200000',
  WEBHOOK_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:bench',
  APP_FRAMEWORK_URL_SUFFIX: 'amazonaws.com',
  APP_HOSTS: '{"default":"api.github.com"}',
  SWEPT_APPS: '{}',
  UNRECORDED_TOKENS_PARAMETER: '/bench/unrecorded',
  INSTALL_TABLE_NAME: 'bench-install',
  INSTALL_KEPT_DAYS: '30',
  LANE: '{"by":"repository"}',
  LANE_HANDLER: 'bench',
  LANE_QUEUE_URL: 'http://127.0.0.1:9',
  WEBHOOK_DEPLOYMENT: 'bench',
  WEBHOOK_URL: 'http://127.0.0.1:9',
  USER_TOKENS_TABLE_NAME: 'bench-people',
  USER_TOKENS_KEY_ARN: 'arn:aws:kms:us-east-1:000000000000:key/bench',
  AUTH_STATE_TABLE_NAME: 'bench-auth',
  SIGN_IN_APPS: JSON.stringify([
    { appId: 1, clientId: 'bench', host: 'api.github.com', apiUrl: 'https://api.github.com', secretArn: 'arn:bench' },
  ]),
  IPV4_SET_NAME: 'bench-4',
  IPV6_SET_NAME: 'bench-6',
  SIGN_IN_URL: 'http://127.0.0.1:9/',
  REPEAT_FUNCTION_NAME: 'bench',
  APP_FRAMEWORK_USER_TOKEN_ENDPOINT: 'http://127.0.0.1:9',
  APP_FRAMEWORK_WEBHOOK_HANDLER: 'bench',
  APP_FRAMEWORK_WEBHOOK_LEDGER: 'bench-ledger',
  APP_FRAMEWORK_WEBHOOK_QUEUE_URL: 'http://127.0.0.1:9',
  APP_FRAMEWORK_GITHUB_API_URLS: '{}',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_EC2_METADATA_DISABLED: 'true',
};

const loader = join(root, 'bench/load.cjs');

/** Arguments for Node that load a module and print how long it took. */
export const loading = (file) => [loader, file];

/**
 * Runs every subject in a fresh Node process, so many rounds, taking turns, so that whatever else the machine does meets all of them.
 *
 * @param {{name: string, args: string[]}[]} subjects Node's arguments of each
 * @param {number} rounds
 * @returns {Map<string, {processMilliseconds: number, loadMilliseconds?: number, processorMilliseconds?: number}>} medians by name; only what
 *   loads through `loading` has all three
 */
export function measure(subjects, rounds) {
  const samples = new Map(subjects.map(({ name }) => [name, []]));
  // One round that does not count brings the files into memory.
  for (let round = -1; round < rounds; round += 1) {
    for (const subject of rotated(subjects, round + 1)) {
      const sample = runOnce(subject);
      if (round >= 0) samples.get(subject.name).push(sample);
    }
  }
  return new Map([...samples].map(([name, taken]) => [name, mediansOf(taken)]));
}

function rotated(subjects, by) {
  const start = by % subjects.length;
  return [...subjects.slice(start), ...subjects.slice(0, start)];
}

function runOnce({ name, args }) {
  const before = performance.now();
  const { status, error, stdout, stderr } = spawnSync(process.execPath, args, {
    env: environment,
    encoding: 'utf8',
    timeout: 30_000,
  });
  const processMilliseconds = performance.now() - before;
  if (status !== 0) throw new Error(`${name} did not run: ${error?.message ?? stderr}`);
  return { processMilliseconds, ...(args[0] === loader && JSON.parse(stdout)) };
}

function mediansOf(samples) {
  const figures = Object.keys(samples[0]);
  return Object.fromEntries(figures.map((figure) => [figure, median(samples.map((sample) => sample[figure]))]));
}
