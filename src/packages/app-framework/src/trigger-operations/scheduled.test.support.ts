import { field, parsedJson } from '../lambda/parsed-json';
import { startScheduled, tick } from '../workflows/run-workflows.lambda';
import { context, sha, type useWorkflows } from '../workflows/workflows.test.support';
import { appId, leadToTriggers } from './trigger-operations.test.support';

export const hours = 3_600;
const queueUrl = 'https://sqs.eu-west-1.amazonaws.com/111111111111/due';
const branches = 'GET /api/v3/repos/octo-org/web/branches/main';

/** The functions of schedules, on the fake AWS and GitHub of the workflows: one installation with one repository. */
export function useSchedules({ aws, gitHub, inputsOf, installation }: ReturnType<typeof useWorkflows>) {
  leadToTriggers();
  let begun = 0;
  beforeAll(() => {
    process.env.DUE_QUEUE_URL = queueUrl;
    process.env.INSTALLATION_TABLE_NAME = 'installations';
    process.env.APP_HOSTS = JSON.stringify({ default: 'ghe.example.com' });
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
    begun = 0;
    list(web);
    gitHub().on(branches, { body: { commit: { sha } } });
    install(row());
  });

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
    tick: (aheadSeconds = 0) => tick({ aheadSeconds }, context),
    step,
    workOn,
    /** Works on what is due until nothing is left; answers how many messages came back. */
    async work(): Promise<number> {
      let failed = 0;
      while (waiting().length > 0) failed += await step();
      return failed;
    },
    started: () => inputsOf('StartExecution').map((one) => parsedJson(String(field(one, 'input')))),
  };
}
