import { field, parsedJson } from '../lambda/parsed-json';
import { startScheduled } from '../workflows/run-workflows.lambda';
import { context, sha, type useWorkflows } from '../workflows/workflows.test.support';
import { tick } from './trigger-operations.lambda';
import { appId, leadToTriggers } from './trigger-operations.test.support';

export const hours = 3_600;
const day = 86_400_000;
/** From midnight to when a test begins. */
const sinceMidnight = 630_000;
const queueUrl = 'https://sqs.eu-west-1.amazonaws.com/111111111111/due';
const branches = 'GET /api/v3/repos/octo-org/web/branches/main';

/** What of the fakes of jest is no clock: requests and their time-outs are real. */
const notClocks = [
  ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
  ...(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
] as const;

/** The functions of schedules, on the fake AWS and GitHub of the workflows: one installation with one repository. */
export function useSchedules({ aws, gitHub, inputsOf, installation }: ReturnType<typeof useWorkflows>) {
  leadToTriggers();
  let begun = 0;
  // A clock that goes back has what paces requests wait: each test is later than what the one before came to.
  let midnight = Date.UTC(2027, 0, 1);
  const at = (afterSeconds: number) => new Date(midnight + sinceMidnight + 1_000 * afterSeconds);
  beforeAll(() => {
    process.env.DUE_QUEUE_URL = queueUrl;
    process.env.INSTALLATION_TABLE_NAME = 'installations';
    process.env.APP_HOSTS = JSON.stringify({ [appId]: 'ghe.example.com', default: 'elsewhere.example.com' });
  });
  const list = (...repositories: readonly object[]) =>
    gitHub().on('GET /api/v3/installation/repositories', { body: { repositories } });
  const install = (...rows: readonly object[]) =>
    aws().interceptAfter(({ operation, input }) =>
      operation === 'Scan' && field(input, 'TableName') === 'installations'
        ? { status: 200, body: JSON.stringify({ Items: rows }) }
        : undefined,
    );
  beforeEach(() => {
    midnight += 14 * day;
    jest.useFakeTimers({ now: at(0), doNotFake: [...notClocks] });
    begun = 0;
    list(web);
    gitHub().on(branches, { body: { commit: { sha } } });
    install(row());
  });
  afterEach(() => jest.useRealTimers());

  const web = { id: 5, full_name: 'octo-org/web', default_branch: 'main', archived: false };
  const row = (more: object = {}) => ({
    AppId: { N: String(appId) },
    InstallationId: { N: String(installation().id) },
    ...more,
  });
  /** The messages that nobody has worked on yet. */
  const waiting = () =>
    aws()
      .sent.filter((one) => field(one, 'QueueUrl') === queueUrl)
      .slice(begun)
      .map((one) => String(field(one, 'MessageBody')));
  const workOn = async (bodies: readonly string[]): Promise<number> => {
    const Records = bodies.map((body, index) => ({ messageId: `${index}`, receiptHandle: `${index}`, body }));
    return (await startScheduled({ Records }, context)).batchItemFailures.length;
  };
  /** Works on the messages that there are. */
  const step = (): Promise<number> => {
    const bodies = waiting();
    begun += bodies.length;
    return workOn(bodies);
  };
  return {
    web,
    row,
    list,
    install,
    branches,
    waiting,
    /** Has the function look, so long after the test began. */
    tick: (afterSeconds = 0) => {
      jest.setSystemTime(at(afterSeconds));
      return tick({}, context);
    },
    /** Has what is due within that time begun at once. */
    tickAhead: (aheadSeconds: unknown) => tick({ aheadSeconds }, context),
    /** When so many hours have passed since the midnight before a test, ISO 8601. */
    hour: (number: number) => new Date(midnight + 3_600_000 * number).toISOString(),
    step,
    workOn,
    /** Works on what is due until nothing is left; answers how many messages came back. */
    async work(): Promise<number> {
      let failed = 0;
      while (waiting().length > 0) failed += await step();
      return failed;
    },
    /** What tells the queue whose work it is, message by message. */
    groups: () =>
      aws()
        .sent.filter((one) => field(one, 'QueueUrl') === queueUrl)
        .map((one) => field(one, 'MessageGroupId')),
    started: () => inputsOf('StartExecution').map((one) => parsedJson(String(field(one, 'input')))),
  };
}
