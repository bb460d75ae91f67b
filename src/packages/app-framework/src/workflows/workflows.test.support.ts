import { bring, useConnectedHandler } from '../handlers/connected-handler.test.support';
import { handler as change } from '../job-changes/change-jobs.lambda';
import { follow, retire } from '../job-keeping/keep-jobs.lambda';
import { cloudFormation } from '../lambda/cloud-formation.test.support';
import { field } from '../lambda/parsed-json';
import { handler as show } from '../progress/show-jobs.lambda';
import { createHandlerRegistry } from '../registrar/handler-registry-table';
import { push } from '../triggers/trigger';
import { handler as start } from './run-workflows.lambda';

export const sha = 'b'.repeat(40);
export const context = { getRemainingTimeInMillis: () => 20_000 };
export const payload = {
  ref: 'refs/heads/main',
  after: sha,
  deleted: false,
  sender: { id: 9, login: 'octocat', type: 'User' },
};
const repository = { id: 5, full_name: 'octo-org/web' };
export const machine = 'arn:aws:states:eu-west-1:111111111111:stateMachine:ci';
export const executionOf = (jobId: string) => `${machine.replace(':stateMachine:', ':execution:')}:${jobId}`;

/** When a comment is written that answers what is there by now. */
export const soon = () => new Date(Date.now() + 5_000).toISOString();

/** A deployment after which there are these state machines; answers what CloudFormation was told. */
export async function deployMachines(machines: readonly string[], RequestType = 'Update') {
  const { answers, url: ResponseURL } = await cloudFormation();
  const asked = { StackId: 'stack', RequestId: 'request', LogicalResourceId: 'Retired' };
  const ResourceProperties = { Machines: JSON.stringify(machines) };
  await retire({ ...asked, RequestType, ResponseURL, ResourceProperties }, context);
  return answers.map(({ body }) => field(body, 'Status'));
}

/** A delivery that is not the usual one. */
export const another = (number: number) => ({
  delivery_id: `7a3f5c1e-0000-4000-8000-00000000000${number}`,
  delivery_key: `delivery ${number}`,
});

/** The functions of workflows, with Step Functions and GitHub faked: a deployment that offers one workflow, `ci`. */
export function useWorkflows() {
  const { aws, gitHub } = useConnectedHandler();
  /** What processes remember is of an installation: each test has its own. */
  let installation = { id: 100 };
  const asked: { operation: string; input: unknown }[] = [];
  const executions = new Map<string, object>();
  let taskAnswer = () => ({ status: 200, body: '{}' });
  let answers: { status: number; body?: string }[] = [];

  beforeAll(() => {
    process.env.JOBS_TABLE_NAME = 'jobs';
    process.env.LEDGER_TABLE_NAME = 'ledger';
    process.env.INSTALLATION_TABLE_NAME = 'installations';
    process.env.TRIGGERS_TABLE_NAME = 'triggers';
    process.env.REPORT_QUEUE_URL = 'https://sqs.eu-west-1.amazonaws.com/111111111111/reports.fifo';
    process.env.APP_FRAMEWORK_APPROVALS_FUNCTION = 'approver';
    process.env.STATUS_QUEUE_URL = 'https://sqs.eu-west-1.amazonaws.com/111111111111/statuses';
  });
  beforeEach(async () => {
    installation = { id: installation.id + 1 };
    asked.length = 0;
    answers = [];
    taskAnswer = () => ({ status: 200, body: '{}' });
    executions.clear();
    aws().intercept(({ operation, input }) => {
      if (operation.startsWith('SendTask')) {
        asked.push({ operation, input });
        return taskAnswer();
      }
      if (operation === 'Invoke') {
        asked.push({ operation, input });
        return { status: 200, body: '{"kind":"done","text":"It starts."}' };
      }
      if (!['StartExecution', 'DescribeExecution', 'StopExecution'].includes(operation)) return undefined;
      asked.push({ operation, input });
      if (operation === 'StartExecution') return answers.shift() ?? { status: 200 };
      const arn = String(field(input, 'executionArn'));
      const execution = executions.get(arn);
      if (!execution) return { status: 400, body: '{"__type":"ExecutionDoesNotExist"}' };
      return { status: 200, body: JSON.stringify({ executionArn: arn, name: arn.replace(/^.*:/, ''), ...execution }) };
    });
    await offer([{ name: 'ci', check: 'ci / all', machine, on: [push({ branches: ['main'] })], offered: true }]);
  });

  const offer = (workflows: readonly object[]) =>
    createHandlerRegistry({ tableName: 'ledger' })({ Workflows: JSON.stringify(workflows) });
  const jobs = () =>
    aws()
      .rows()
      .filter((row) => 'Workflow' in row);
  const job = () => jobs()[0] ?? {};
  const delivery = () => ({
    event: 'push',
    payload,
    repository,
    installation,
    action: undefined,
    sender: payload.sender,
  });
  const jobId = () => String(field(job().JobId, 'S'));

  const turnsAsked = () =>
    aws()
      .sent.splice(0)
      .map((one) => String(field(one, 'MessageBody')))
      .filter((body) => body.includes('"admit"'));
  const bringTurn = (body: string) =>
    follow({ Records: [{ messageId: body, receiptHandle: 'receipt', body }] }, context);

  return {
    aws,
    gitHub,
    offer,
    /** Whose events are handled. */
    allow: (accounts: string) =>
      createHandlerRegistry({ tableName: 'ledger' })({ Routes: '[]', Operations: '{}', Accounts: accounts }),
    /** What asks for jobs to have their turn; `asked` takes it from the queue. */
    turns: {
      asked: turnsAsked,
      bring: bringTurn,
      give: async () => {
        for (const body of turnsAsked()) expect(await bringTurn(body)).toEqual({ batchItemFailures: [] });
      },
    },
    job,
    jobId,
    attribute: (name: string) => field(job()[name], 'S') ?? field(job()[name], 'N'),
    delivery,
    /** What happens to the installation. */
    bringChange: (action: string, more: object = {}) =>
      bring(change, {
        ...delivery(),
        event: 'installation',
        action,
        payload: { action },
        repository: undefined,
        delivery_key: `${action} ${JSON.stringify(more)}`,
        ...more,
      }),
    bringPush: (more: object = {}) => bring(start, { ...delivery(), ...more }),
    /** Ids of the jobs that there are, oldest first. */
    ids: () => jobs().map((row) => String(field(row.JobId, 'S'))),
    installation: () => installation,
    /** What Step Functions was asked for, and other functions, by operation. */
    inputsOf: (operation: string) => asked.filter((one) => one.operation === operation).map(({ input }) => input),
    /** What it answers to the next starts. */
    answerStarts: (...next: { status: number; body?: string }[]) => {
      answers = next;
    },
    /** What it answers to results of tasks. */
    answerTasks: (status: number, body = '{}') => {
      taskAnswer = () => ({ status, body });
    },
    answerTasksBy: (answer: typeof taskAnswer) => {
      taskAnswer = answer;
    },
    /** What it says of the execution of a job. */
    execution: (said: object, id = jobId()) => executions.set(executionOf(id), said),
    tell: (status: string, more: object = {}) => {
      const detail = { name: jobId(), executionArn: executionOf(jobId()), status, ...more };
      const body = JSON.stringify({ source: 'aws.states', detail });
      return follow({ Records: [{ messageId: 'told', receiptHandle: 'receipt', body }] }, context);
    },
    shown: (bodies: readonly string[] = [JSON.stringify({ job: jobId() })], attributes = {}) =>
      show(
        {
          Records: bodies.map((body, index) => ({
            messageId: `${index}`,
            receiptHandle: `${index}`,
            body,
            attributes,
          })),
        },
        context,
      ),
    checkRuns: () =>
      gitHub()
        .requests.filter(({ path }) => path.includes('check-runs'))
        .map(({ method, body }) => [method, field(body, 'status'), field(body, 'conclusion')]),
    /** What was asked to be shown: job, runs, status. */
    reported: () => aws().sent.map((one) => String(field(one, 'MessageDeduplicationId')).replace(`${jobId()}-`, '')),
  };
}
