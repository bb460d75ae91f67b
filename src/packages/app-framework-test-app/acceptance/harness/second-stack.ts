import { CreateLogGroupCommand, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { administrator } from './deployment';
import { eventually } from './eventually';
import { clientOf } from './framework-client';
import { jobFunction } from './given-jobs';
import { sessionOf } from './identities';
import { at, listAt, textAt } from './json';
import { gitHub } from './local-github';
import { expectExit, operationsTool } from './operations-tool';
import { beginUntil } from './schedules';
import type { StackOutputs } from './target';
import { storedWebhookSecret } from './webhook-secret';
import { webhookUrl } from './webhook-url';

interface Launched {
  readonly second: StackOutputs;
  readonly appId: number;
  /** The account that the parameter names. */
  readonly admitted: string;
}

/**
 * What is of the account that the parameter names is handled. Of another one events are kept, and come to no handler; what an operator or a schedule
 * wants of it starts nothing. Answers the id of a delivery that is handled.
 */
export async function expectSoftLaunch({ second, appId, admitted }: Launched): Promise<string> {
  const operator = await sessionOf(second.OperatorRole);
  const { login: other } = await gitHub.createAccount(`held-${appId}`);
  const installationId = await gitHub.install({ appId, account: other });
  const secret = await storedWebhookSecret(second.WebhookSecretArn);
  await gitHub.setWebhook(appId, { url: webhookUrl(second.WebhookEndpoint), secret });
  const tool = async (...args: string[]) => {
    const ended = await operationsTool([...args, '--json'], operator);
    expectExit(ended, 0);
    return ended.json();
  };
  const ledger = ['--ledger', second.DeliveryLedgerName];
  const opened = async (login: string) => {
    await gitHub.createRepository(login, 'soft');
    await gitHub.openIssue({ repository: `${login}/soft`, title: 'Hello' });
    await gitHub.webhooksSettled();
    const newest = (await gitHub.deliveries(appId)).find(({ event }) => event === 'issues');
    return at(await tool('deliveries', 'show', String(newest?.deliveryId), ...ledger), 'deliveries', 0);
  };
  const held = await opened(other);
  expect(held).toMatchObject({ state: 'published', heldBack: true, handlers: [] });
  const redrive = ['deliveries', 'redrive', textAt(held, 'deliveryId'), '--handler', 'greet', ...ledger, '--json'];
  const left = await operationsTool(redrive, operator);
  expectExit(left, 6);
  expect(left.json()).toMatchObject({ repetitions: [{ handler: 'greet', outcome: 'held back' }] });
  const handled = await opened(admitted);
  expect(handled).toMatchObject({ state: 'published', handlers: expect.arrayContaining(['greet']) });
  expect(handled).not.toHaveProperty('heldBack');

  const repository = `${admitted}/moving`;
  await gitHub.createRepository(admitted, 'moving');
  await gitHub.push({ repository, branch: 'release/soft', files: { 'a.txt': 'a' }, sender: admitted });
  const jobs = ['--function', (await jobFunction('operate', second.JobsTableName)).name];
  const job = await eventually({ what: 'the end of a job' }, async () => {
    const [one] = listAt(await tool('jobs', 'list', '--repository', repository, ...jobs), 'jobs');
    return one && ['SUCCEEDED', 'FAILED'].includes(textAt(one, 'status')) ? textAt(one, 'job') : undefined;
  });
  await gitHub.changeRepository({ repository, owner: other });
  const again = ['jobs', 'rerun', job, '--table', second.AppTableName, ...jobs, '--json'];
  const refused = await operationsTool(again, operator);
  expectExit(refused, 4);
  expect(textAt(refused.json(), 'error', 'message')).toContain(`belongs to ${other}, which accounts`);

  const filters = { event: 'schedule', rate: '45 minutes' } as const;
  const nightly = { appId, installationId, triggerId: 'nightly', workflow: 'release', filters };
  const { trigger } = await clientOf(operator, { stack: second }).putTrigger(nightly);
  const dueAt = trigger?.dueAt ?? new Date(0);
  await beginUntil(dueAt, second.JobsTableName);
  const decided = await eventually({ what: 'what came of a schedule' }, async () => {
    const explain = ['deliveries', 'explain', `schedule ${dueAt.toISOString()}`, ...ledger, '--json'];
    const text = (await operationsTool(explain, operator)).stdout;
    return text.includes('nightly') ? text : undefined;
  });
  expect(decided).toContain('one that accounts of the WebhookIngestion allows');
  return textAt(handled, 'deliveryId');
}

/** Searched for in its logs, a delivery is found in those of the deployment alone, and in none of a stack whose name goes on. */
export async function expectLogsOfNoNeighbour(second: StackOutputs, deliveryId: string): Promise<void> {
  const stack = 'the-app-framework-second-stack';
  const neighbours = [`${stack}-dev-ReceiverLogs0A1B2C3D-AbCd`, `/aws/lambda/${stack}-dev-greet4E5F6A7B-AbCd`];
  for (const logGroupName of neighbours) {
    const stream = { logGroupName, logStreamName: 'one' };
    await administrator.logs.send(new CreateLogGroupCommand({ logGroupName }));
    await administrator.logs.send(new CreateLogStreamCommand(stream));
    const logEvents = [{ timestamp: Date.now(), message: JSON.stringify({ event: 'of a neighbour', deliveryId }) }];
    await administrator.logs.send(new PutLogEventsCommand({ ...stream, logEvents }));
  }
  const search = ['logs', 'delivery', deliveryId, '--ledger', second.DeliveryLedgerName, '--json'];
  const rows = await eventually({ what: 'a delivery in the logs' }, async () => {
    const ended = await operationsTool(search, await sessionOf(second.OperatorRole));
    expectExit(ended, 0);
    const found = listAt(ended.json(), 'rows');
    return found.length > 0 ? found : undefined;
  });
  expect(JSON.stringify(rows)).not.toContain('of a neighbour');
}
