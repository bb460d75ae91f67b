import { randomBytes } from 'node:crypto';
import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { awsJsonCall } from './aws-json-call';
import { administrator } from './deployment';
import { listAt, textAt } from './json';
import { gitHub } from './local-github';

interface Wanted {
  readonly workflow: string;
  readonly jobsTable: string;
}

/** A job that runs, as if a delivery had started it, of a deployment that no App posts to. */
export async function givenRunningJob({ workflow, jobsTable: TableName }: Wanted) {
  const states = (operation: string, input: object) =>
    awsJsonCall({ service: 'states', target: `AWSStepFunctions.${operation}`, version: '1.0', input });
  const isOfWorkflow = async (resourceArn: string) =>
    listAt(await states('ListTagsForResource', { resourceArn }), 'tags').some(
      (tag) => textAt(tag, 'key') === 'Workflow' && textAt(tag, 'value') === workflow,
    );
  const machines = listAt(await states('ListStateMachines', { maxResults: 1_000 }), 'stateMachines');
  const found: string[] = [];
  for (const machine of machines) {
    const arn = textAt(machine, 'stateMachineArn');
    if (await isOfWorkflow(arn)) found.push(arn);
  }
  const [stateMachineArn] = found;
  if (!stateMachineArn) throw new Error(`No state machine is of the workflow ${workflow}.`);
  const jobId = randomBytes(20).toString('hex');
  const now = new Date().toISOString();
  const host = new URL(gitHub.url).host;
  const texts = {
    JobId: jobId,
    FirstJob: jobId,
    Workflow: workflow,
    CheckName: workflow,
    StateMachineArn: stateMachineArn,
    Input: '{}',
    Host: host,
    RepoFullName: 'nobody/nothing',
    HeadSha: 'a'.repeat(40),
    DeliveryId: 'none',
    Status: 'RUNNING',
    CreatedAt: now,
    UpdatedAt: now,
    UnsettledIn: `${host}#1#1`,
    UnsettledAs: `${workflow}#${now}#${jobId}`,
  };
  const numbers = { Attempt: 1, AppId: 1, InstallationId: 1, RepositoryId: 1, Redrives: 0 };
  const Item = {
    ...Object.fromEntries(Object.entries(texts).map(([name, S]) => [name, { S }])),
    ...Object.fromEntries(Object.entries(numbers).map(([name, number]) => [name, { N: String(number) }])),
  };
  await administrator.dynamoDb.send(new PutItemCommand({ TableName, Item }));
  await states('StartExecution', { stateMachineArn, name: jobId, input: '{}' });
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${jobId}`;
  const Key = { JobId: { S: jobId } };
  const firstStateOf = (described: unknown) => textAt(JSON.parse(textAt(described, 'definition')), 'StartAt');
  return {
    job: async () =>
      (await administrator.dynamoDb.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item,
    /** What is told of its execution, while its state machine is there. */
    execution: () => states('DescribeExecution', { executionArn }),
    /** Where its execution began, and where one begins by now. */
    firstStates: async () => [
      firstStateOf(await states('DescribeStateMachineForExecution', { executionArn })),
      firstStateOf(await states('DescribeStateMachine', { stateMachineArn })),
    ],
    /** Nobody is to wait until GitHub shows its end. */
    async forget(): Promise<void> {
      await states('StopExecution', { executionArn });
      await administrator.dynamoDb.send(new DeleteItemCommand({ TableName, Key }));
    },
  };
}
