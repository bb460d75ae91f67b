import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

export interface AlarmText {
  /** What is wrong, and for whom. */
  readonly what: string;
  /** Name of the page below `runbooks/`, without its ending. */
  readonly runbook: string;
  /** The one command of the operations tool that shows more. */
  readonly run: string;
}

/** What an alarm says to whom it wakes: what is wrong, where it is written what to do, and what to run first. */
export function alarmText({ what, runbook, run }: AlarmText): string {
  return `${what} Runbook: ${runbook}. Run: ${run}`;
}

/** CloudWatch takes 1,024 characters: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const longestPlace = 400;

/** That text for whoever is woken by several deployments: it begins with the stack that was deployed, and the construct in it. */
export function alarmDescription(scope: IConstruct, text: string): string {
  const stack = outermostStack(scope);
  const below = scope.node.scopes.slice(stack.node.scopes.length);
  const place = [stack.stackName, ...below.map(({ node }) => node.id)].join('/');
  return `${place.length > longestPlace ? stack.stackName : place}: ${text}`;
}

/** The stack that is deployed by itself, and names all that nested stacks make. */
export function outermostStack(construct: IConstruct): Stack {
  let stack = Stack.of(construct);
  while (stack.nestedStackParent) stack = stack.nestedStackParent;
  return stack;
}
