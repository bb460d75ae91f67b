import type { IConstruct } from 'constructs';
import { outermostStack } from '../metrics/alarm-text.construct';

/** Names of functions have room for so much of a stack's at least: CloudFormation cuts it. */
const keptOfStackName = 20;

/** What the names of the log groups of these constructs begin with: those that templates make, and those that Lambda makes for functions without. */
export function logGroupPrefixes(constructs: readonly IConstruct[]): readonly string[] {
  const stacks = [...new Set(constructs.map((one) => outermostStack(one).stackName))];
  return stacks.flatMap((name) => [`${name}-`, `/aws/lambda/${`${name}-`.slice(0, keptOfStackName)}`]);
}
