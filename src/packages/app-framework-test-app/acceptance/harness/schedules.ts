import { InvokeCommand, paginateListFunctions } from '@aws-sdk/client-lambda';
import { awsJsonCall } from './aws-json-call';
import { administrator, outputs } from './deployment';
import { listAt, textAt } from './json';

const events = (operation: string, input: object) =>
  awsJsonCall({ service: 'events', target: `AWSEvents.${operation}`, version: '1.1', input });

/** Has the schedule of a function start it every minute, until `restore` is called. */
export async function everyMinute(functionArn: string): Promise<{ restore(): Promise<void> }> {
  const [Name, another] = listAt(await events('ListRuleNamesByTarget', { TargetArn: functionArn }), 'RuleNames');
  if (Name === undefined || another !== undefined) throw new Error(`${functionArn} has no schedule, or several.`);
  const rule = await events('DescribeRule', { Name });
  const [ScheduleExpression, Description] = [textAt(rule, 'ScheduleExpression'), textAt(rule, 'Description')];
  const put = async (expression: string) => {
    await events('PutRule', { Name, Description, ScheduleExpression: expression });
  };
  await put('rate(1 minute)');
  return { restore: () => put(ScheduleExpression) };
}

/** Has begun what is due until then, in the deployment that has this table of jobs. */
export async function beginUntil(dueAt: Date, jobsTable: string = outputs.JobsTableName): Promise<void> {
  const all: { readonly name: string; readonly handler: string; readonly variables: Record<string, string> }[] = [];
  for await (const { Functions = [] } of paginateListFunctions({ client: administrator.lambda }, {}))
    for (const { FunctionName = '', Handler = '', Environment } of Functions)
      all.push({ name: FunctionName, handler: Handler, variables: Environment?.Variables ?? {} });
  const queue = all.find(
    ({ handler, variables }) => handler === 'index.startScheduled' && variables.JOBS_TABLE_NAME === jobsTable,
  )?.variables.DUE_QUEUE_URL;
  const ticker = all.find(({ handler, variables }) => handler === 'index.tick' && variables.DUE_QUEUE_URL === queue);
  if (!ticker) throw new Error('The deployment has no function that looks for schedules: deploy it again.');
  const aheadSeconds = Math.max(0, Math.ceil((dueAt.getTime() - Date.now()) / 1_000)) + 1;
  const asked = { FunctionName: ticker.name, Payload: JSON.stringify({ aheadSeconds }) };
  const { FunctionError, Payload } = await administrator.lambda.send(new InvokeCommand(asked));
  if (FunctionError) throw new Error(`Schedules were not looked for: ${Payload?.transformToString()}`);
}
