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
  /** Tag by which functions name the table that they use: others were left by deployments that are gone. */
  readonly usedTag?: string;
}

/** Name of the only such resource in this account and region. @throws CommandError where there is none, or more than one */
export async function onlyTagged(tagging: ResourceGroupsTaggingAPIClient, sought: Sought): Promise<string> {
  const { resourceType, value, what, resources, construct, several, option, usedTag } = sought;
  const all = await tagged(tagging, { type: resourceType, Key: 'WebhookIngestion', Values: [value] });
  const names = all.map(({ name }) => name).sort();
  if (names.length === 0) {
    throw new CommandError(
      'not-found',
      `No ${what} was found: looked for ${resources} tagged WebhookIngestion=${value} in this account and region. Deploy a stack with ${construct}, or look at AWS_PROFILE and AWS_REGION. A deployment of a minute ago may not show yet.`,
    );
  }
  const used = names.length > 1 && usedTag ? await usedOf(tagging, { names, usedTag }) : [];
  const [only = '', ...others] = used.length > 0 ? used : names;
  if (others.length === 0) return only;
  throw new CommandError(
    'usage',
    `There are ${others.length + 1} ${several} in this account and region. Say which one with the option ${option}:\n${[only, ...others].map((name) => `  ${name}`).join('\n')}`,
  );
}

/** Those that functions say they use; none where all functions are of an older version, which does not say. */
async function usedOf(
  tagging: ResourceGroupsTaggingAPIClient,
  { names, usedTag }: { readonly names: readonly string[]; readonly usedTag: string },
): Promise<string[]> {
  const functions = await tagged(tagging, { type: 'lambda:function', Key: usedTag, Values: names });
  const used = new Set(functions.map(({ tags }) => tags.get(usedTag)));
  return names.filter((name) => used.has(name));
}

/** Names of the tables of the deployment with this ledger that say so. */
export async function tablesWith(tagging: ResourceGroupsTaggingAPIClient, ledger: string): Promise<readonly string[]> {
  const tables = await tagged(tagging, { type: 'dynamodb:table', Key: 'DeliveryLedger', Values: [ledger] });
  return tables.map(({ name }) => name).sort();
}

interface TagSearch {
  readonly type: Sought['resourceType'];
  readonly Key: string;
  readonly Values: readonly string[];
}

async function tagged(tagging: ResourceGroupsTaggingAPIClient, { type, Key, Values }: TagSearch) {
  const found: { name: string; tags: Map<string | undefined, string | undefined> }[] = [];
  const filter = { ResourceTypeFilters: [type], TagFilters: [{ Key, Values: [...Values] }] };
  for await (const { ResourceTagMappingList = [] } of paginateGetResources({ client: tagging }, filter)) {
    for (const { ResourceARN = '', Tags = [] } of ResourceTagMappingList) {
      const tags = new Map(Tags.map((tag) => [tag.Key, tag.Value]));
      found.push({ name: ResourceARN.replace(/^.*[:/]/, ''), tags });
    }
  }
  return found;
}

/** A function of the deployment with workflows, by what it is tagged for. */
export function workflowsFunction(value: string): Sought {
  return taggedFunction({ value, what: 'workflows', construct: 'Workflows' });
}

/** A function by what it is tagged for, of the deployments that have what the construct makes. */
export function taggedFunction({ value, what, construct }: Pick<Sought, 'value' | 'what' | 'construct'>): Sought {
  return {
    resourceType: 'lambda:function',
    value,
    what: `deployment with ${what}`,
    resources: 'functions',
    construct,
    several: `deployments with ${what}`,
    option: '--function NAME',
  };
}
