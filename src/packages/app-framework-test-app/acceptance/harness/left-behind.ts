import { paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { paginateListTables, paginateScan } from '@aws-sdk/client-dynamodb';
import { paginateListQueues, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsJsonCall } from './aws-json-call';
import { administrator, outputs, region } from './deployment';
import type { Scanned } from './find-secrets';
import { functions, logLines } from './functions';
import { at, listAt, textAt } from './json';

const { logs, dynamoDb: client } = administrator;
const sqs = new SQSClient({ region });

/**
 * What a local AWS keeps of a run, all of which is ours there, besides the logs of `functions`: lines of logs, rows of tables, messages of
 * queues, what executions of state machines were given and gave. Left out is the table of installations: it has what GitHub lists, by the ten thousand.
 */
export async function leftBehind(): Promise<Scanned[]> {
  const found: Scanned[] = [];
  const seen = new Set([...(await functions()).values()].map(({ logGroup }) => logGroup));
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client: logs }, {})) {
    for (const { logGroupName = '' } of logGroups) {
      if (seen.has(logGroupName)) continue;
      found.push({ where: `log ${logGroupName}`, lines: await logLines(logGroupName) });
    }
  }
  for await (const { TableNames = [] } of paginateListTables({ client }, {})) {
    for (const TableName of TableNames) {
      if (TableName === outputs.InstallationTableName) continue;
      const lines: string[] = [];
      for await (const { Items = [] } of paginateScan({ client }, { TableName })) {
        lines.push(...Items.map((item) => JSON.stringify(item)));
      }
      found.push({ where: `table ${TableName}`, lines });
    }
  }
  for await (const { QueueUrls = [] } of paginateListQueues({ client: sqs }, {})) {
    for (const QueueUrl of QueueUrls) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
      );
      found.push({ where: `queue ${QueueUrl}`, lines: Messages.map(({ Body = '' }) => Body) });
    }
  }
  return [...found, ...(await executions())];
}

async function executions(): Promise<Scanned[]> {
  const states = (operation: string, input: object) =>
    awsJsonCall({ service: 'states', target: `AWSStepFunctions.${operation}`, version: '1.0', input });
  const found: Scanned[] = [];
  for (const machine of await everyPage((page) => states('ListStateMachines', page), 'stateMachines')) {
    // Of those that are Express nothing is kept but their logs.
    if (at(machine, 'type') === 'EXPRESS') continue;
    const stateMachineArn = textAt(machine, 'stateMachineArn');
    const lines: string[] = [];
    const listed = (page: object) => states('ListExecutions', { ...page, stateMachineArn });
    for (const one of await everyPage(listed, 'executions')) {
      const executionArn = textAt(one, 'executionArn');
      lines.push(JSON.stringify(await states('DescribeExecution', { executionArn })));
    }
    found.push({ where: `executions of ${stateMachineArn}`, lines });
  }
  return found;
}

async function everyPage(ask: (page: object) => Promise<unknown>, name: string): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  let nextToken: unknown;
  do {
    const answer = await ask(nextToken === undefined ? {} : { nextToken });
    all.push(...listAt(answer, name));
    nextToken = at(answer, 'nextToken');
  } while (typeof nextToken === 'string');
  return all;
}
