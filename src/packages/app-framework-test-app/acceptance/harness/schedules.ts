import { InvokeCommand } from '@aws-sdk/client-lambda';
import { awsJsonCall } from './aws-json-call';
import { administrator, outputs } from './deployment';
import { type DeployedFunction, functionThat } from './functions';
import { listAt, textAt } from './json';
import { untilUndone } from './until-undone';

const events = (operation: string, input: object) =>
  awsJsonCall({ service: 'events', target: `AWSEvents.${operation}`, version: '1.1', input });

/** Name of the rule that starts a function. @throws Error where there is none, or several */
async function ruleOf(functionArn: string): Promise<unknown> {
  const [Name, another] = listAt(await events('ListRuleNamesByTarget', { TargetArn: functionArn }), 'RuleNames');
  if (Name === undefined || another !== undefined) throw new Error(`${functionArn} has no schedule, or several.`);
  return Name;
}

/** Has the schedule of a function start it every minute, until `restore` is called. */
export async function everyMinute(functionArn: string): Promise<{ restore(): Promise<void> }> {
  const Name = await ruleOf(functionArn);
  const rule = await events('DescribeRule', { Name });
  const [ScheduleExpression, Description] = [textAt(rule, 'ScheduleExpression'), textAt(rule, 'Description')];
  const put = async (expression: string) => {
    await events('PutRule', { Name, Description, ScheduleExpression: expression });
  };
  await put('rate(1 minute)');
  return { restore: untilUndone(() => put(ScheduleExpression)) };
}

/** Keeps the schedule of a function from starting it in a test, until `restore` is called: it would do before the test what that does itself. */
export async function pausedSchedule(functionArn: string): Promise<{ restore(): Promise<void> }> {
  return { restore: untilUndone(await paused(functionArn)) };
}

async function paused(functionArn: string): Promise<() => Promise<void>> {
  const Name = await ruleOf(functionArn);
  await events('DisableRule', { Name });
  return async () => {
    await events('EnableRule', { Name });
  };
}

/** Has no schedule start these functions while the tests of a `describe` run. */
export function withoutSchedules(...functions: readonly (() => Promise<DeployedFunction>)[]): void {
  const resumptions: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    for (const find of functions) resumptions.push(await paused((await find()).arn));
  });
  afterAll(async () => {
    for (const resume of resumptions) await resume();
  });
}

/** Has begun what is due until then, in the deployment that has this table of jobs. */
export async function beginUntil(dueAt: Date, jobsTable: string = outputs.JobsTableName): Promise<void> {
  const starter = await functionThat(
    'starts what is due',
    ({ handler, environment }) => handler === 'index.startScheduled' && environment.JOBS_TABLE_NAME === jobsTable,
  );
  const queue = starter.environment.DUE_QUEUE_URL;
  const ticker = await functionThat(
    'looks for schedules',
    ({ handler, environment }) => handler === 'index.tick' && environment.DUE_QUEUE_URL === queue,
  );
  const aheadSeconds = Math.max(0, Math.ceil((dueAt.getTime() - Date.now()) / 1_000)) + 1;
  const asked = { FunctionName: ticker.name, Payload: JSON.stringify({ aheadSeconds }) };
  const { FunctionError, Payload } = await administrator.lambda.send(new InvokeCommand(asked));
  if (FunctionError) throw new Error(`Schedules were not looked for: ${Payload?.transformToString()}`);
}
