import { paginateGetResources } from '@aws-sdk/client-resource-groups-tagging-api';
import { CommandError } from '../command-line/failures';
import { invoke } from '../deliveries/repetition';
import { createAwsClients } from '../deployments/aws-clients';

export interface JobsFunction {
  /** Name of the function that knows of jobs, where there are several. */
  readonly function?: string;
}

/** What the deployment answers about jobs. @throws CommandError where there is no such deployment, or it fails */
export async function askJobs({ function: named }: JobsFunction, input: object): Promise<unknown> {
  const { tagging, lambda } = createAwsClients();
  return invoke({ lambda, functionName: named ?? (await theFunction(tagging)), input });
}

async function theFunction(tagging: ReturnType<typeof createAwsClients>['tagging']): Promise<string> {
  const names: string[] = [];
  const filter = {
    ResourceTypeFilters: ['lambda:function'],
    TagFilters: [{ Key: 'WebhookIngestion', Values: ['JobOperations'] }],
  };
  for await (const { ResourceTagMappingList = [] } of paginateGetResources({ client: tagging }, filter)) {
    names.push(...ResourceTagMappingList.map(({ ResourceARN = '' }) => ResourceARN.replace(/^.*:function:/, '')));
  }
  const [only, ...others] = names.sort();
  if (only === undefined) {
    throw new CommandError(
      'not-found',
      'No deployment with workflows was found: looked for functions tagged WebhookIngestion=JobOperations in this account and region. Deploy a stack with Workflows, or look at AWS_PROFILE and AWS_REGION. A deployment of a minute ago may not show yet.',
    );
  }
  if (others.length === 0) return only;
  throw new CommandError(
    'usage',
    `There are ${names.length} deployments with workflows in this account and region. Say which one with the option --function NAME:\n${names.map((name) => `  ${name}`).join('\n')}`,
  );
}
