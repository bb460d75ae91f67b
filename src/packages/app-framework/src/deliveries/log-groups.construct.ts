import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Names of functions have room for so much of a stack's at least: CloudFormation cuts it. */
const keptOfStackName = 20;

/** What the names of the log groups of these constructs begin with: those that templates make, and those that Lambda makes for functions without. */
export function logGroupPrefixes(constructs: readonly IConstruct[]): readonly string[] {
  const stacks = [...new Set(constructs.map((one) => outermostStack(one).stackName))];
  return stacks.flatMap((name) => [`${name}-`, `/aws/lambda/${`${name}-`.slice(0, keptOfStackName)}`]);
}

/** The stack that is deployed by itself, and names all that nested stacks make. */
function outermostStack(construct: IConstruct): Stack {
  let stack = Stack.of(construct);
  while (stack.nestedStackParent) stack = stack.nestedStackParent;
  return stack;
}
