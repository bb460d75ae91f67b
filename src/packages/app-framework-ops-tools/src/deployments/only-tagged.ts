import { paginateGetResources, type ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { CommandError } from '../command-line/failures';

/** What is looked for, and how people are told of it. */
export interface Sought {
  readonly resourceType: 'dynamodb:table' | 'lambda:function';
  /** Of the tag `WebhookIngestion`. */
  readonly value: string;
  /** Completes "No … was found: looked for …". */
  readonly what: string;
  readonly resources: string;
  /** Completes "Deploy a stack with …". */
  readonly construct: string;
  /** Completes "There are 2 …". */
  readonly several: string;
  /** Completes "Say which one with the option …". */
  readonly option: string;
}

/** Name of the only such resource in this account and region. @throws CommandError where there is none, or more than one */
export async function onlyTagged(tagging: ResourceGroupsTaggingAPIClient, sought: Sought): Promise<string> {
  const { resourceType, value, what, resources, construct, several, option } = sought;
  const names: string[] = [];
  const filter = {
    ResourceTypeFilters: [resourceType],
    TagFilters: [{ Key: 'WebhookIngestion', Values: [value] }],
  };
  for await (const { ResourceTagMappingList = [] } of paginateGetResources({ client: tagging }, filter)) {
    names.push(...ResourceTagMappingList.map(({ ResourceARN = '' }) => ResourceARN.replace(/^.*[:/]/, '')));
  }
  const [only, ...others] = names.sort();
  if (only === undefined) {
    throw new CommandError(
      'not-found',
      `No ${what} was found: looked for ${resources} tagged WebhookIngestion=${value} in this account and region. Deploy a stack with ${construct}, or look at AWS_PROFILE and AWS_REGION. A deployment of a minute ago may not show yet.`,
    );
  }
  if (others.length === 0) return only;
  throw new CommandError(
    'usage',
    `There are ${names.length} ${several} in this account and region. Say which one with the option ${option}:\n${names.map((name) => `  ${name}`).join('\n')}`,
  );
}

/** A function of the deployment with workflows, by what it is tagged for. */
export function workflowsFunction(value: string): Sought {
  return {
    resourceType: 'lambda:function',
    value,
    what: 'deployment with workflows',
    resources: 'functions',
    construct: 'Workflows',
    several: 'deployments with workflows',
    option: '--function NAME',
  };
}
