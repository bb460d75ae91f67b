import { invoke } from '../deliveries/repetition';
import { createAwsClients } from '../deployments/aws-clients';
import { onlyTagged, workflowsFunction } from '../deployments/only-tagged';

export interface JobsFunction {
  /** Name of the function that knows of jobs, where there are several. */
  readonly function?: string;
}

/** What the deployment answers about jobs. @throws CommandError where there is no such deployment, or it fails */
export async function askJobs({ function: named }: JobsFunction, input: object): Promise<unknown> {
  const { tagging, lambda } = createAwsClients();
  return invoke({
    lambda,
    functionName: named ?? (await onlyTagged(tagging, workflowsFunction('JobOperations'))),
    input,
  });
}
