import { awsJsonCall } from './aws-json-call';
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
