import { createHash } from 'node:crypto';
import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Unique in an account and region, as stack names are there; known at synth. */
export function deploymentName(deployment: IConstruct): string {
  let root = Stack.of(deployment);
  while (root.nestedStackParent) root = root.nestedStackParent;
  const within = deployment.node.path.slice(root.node.path.length + 1);
  const readable = within.replace(/[^\w-]+/g, '-').slice(-60);
  return `${root.stackName}.${readable}-${fingerprint(within)}`;
}

function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
