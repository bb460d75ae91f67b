import type { EndpointName } from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { paginateGetResources, type ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { CommandError } from '../command-line/failures';
import { functionUrl } from './function-url';

/** An App table, and whether functions of a deployment read it. */
export interface AppTable {
  readonly name: string;
  readonly arn: string;
  /** `no`: what a deployment that is gone has left. `unknown`: there are functions of an older version, which do not say. */
  readonly served: 'yes' | 'no' | 'unknown';
}

/** Collaborators of {@link createDirectory}. */
export interface DirectoryCollaborators {
  readonly tagging: ResourceGroupsTaggingAPIClient;
  readonly lambda: LambdaClient;
}

/** Finds the parts of deployments in this account and region by their tags. */
export type Directory = ReturnType<typeof createDirectory>;

const TAG_LAG = 'A deployment of a minute ago may not show yet.';

/** Takes the clients once; the verbs take data only. */
export function createDirectory({ tagging, lambda }: DirectoryCollaborators) {
  const tagged = async (resourceType: string, value: string): Promise<{ arn: string; tags: Map<string, string> }[]> => {
    const found: { arn: string; tags: Map<string, string> }[] = [];
    const filter = {
      ResourceTypeFilters: [resourceType],
      TagFilters: [{ Key: 'CredentialManager', Values: [value] }],
    };
    for await (const page of paginateGetResources({ client: tagging }, filter)) {
      for (const { ResourceARN, Tags } of page.ResourceTagMappingList ?? []) {
        found.push({
          arn: ResourceARN ?? '',
          tags: new Map((Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
        });
      }
    }
    return found;
  };

  const appTables = async (): Promise<AppTable[]> => {
    const found = await tagged('dynamodb:table', 'AppTable');
    if (found.length === 0) {
      throw new CommandError(
        'not-found',
        `No App table was found: looked for DynamoDB tables tagged CredentialManager=AppTable in this account and region. Deploy a stack with a CredentialManager, or look at AWS_PROFILE and AWS_REGION. ${TAG_LAG}`,
      );
    }
    const servedBy = await service();
    return found
      .map(({ arn }) => arn.slice(arn.indexOf('/') + 1))
      .map((name, index) => ({ name, arn: found[index]?.arn ?? '', served: servedBy(name) }))
      .sort(byName);
  };

  /** Which tables the functions say that they read. */
  const service = async (): Promise<(tableName: string) => AppTable['served']> => {
    const functions = await tagged('lambda:function', 'AppTokenEndpoint');
    const named = new Set(functions.map(({ tags }) => tags.get('AppTable')));
    return (tableName) => (named.has(tableName) ? 'yes' : named.has(undefined) ? 'unknown' : 'no');
  };

  return {
    /** All App tables, by name; at least one. */
    appTables,

    /** The one App table that functions read. Several are an error that says by which option to choose. */
    async theAppTable({ option }: { readonly option: string }): Promise<string> {
      const tables = await appTables();
      const [only, ...others] = tables.filter(({ served }) => served !== 'no').map(({ name }) => name);
      if (only === undefined) throw unserved(tables.map(({ name }) => name));
      if (others.length > 0) throw severalDeployments([only, ...others], option);
      return only;
    },

    /** @throws CommandError where no function reads that table: what is written there has no effect */
    async refuseUnserved(tableName: string): Promise<void> {
      const servedBy = await service();
      if (servedBy(tableName) === 'no') throw unserved([tableName]);
    },

    /**
     * ARNs of the signing keys that belong to the deployment with that App table, of one App or of all. The Tagging API learns of new keys and new
     * tags with a delay of seconds.
     */
    async signingKeys({
      tableName,
      appId,
    }: {
      readonly tableName: string;
      readonly appId?: number;
    }): Promise<string[]> {
      const filter = {
        ResourceTypeFilters: ['kms:key'],
        TagFilters: [
          { Key: 'FrameworkForGitHubAppOnAwsManaged', Values: ['true'] },
          { Key: 'AppTable', Values: [tableName] },
          ...(appId === undefined ? [] : [{ Key: 'AppId', Values: [String(appId)] }]),
        ],
      };
      const arns: string[] = [];
      for await (const page of paginateGetResources({ client: tagging }, filter)) {
        arns.push(...(page.ResourceTagMappingList ?? []).flatMap(({ ResourceARN }) => ResourceARN ?? []));
      }
      return arns;
    },

    /** URL of the function that serves an operation, of the deployment with that App table, or of the only deployment. */
    async endpoint({
      name,
      tableName,
    }: {
      readonly name: EndpointName;
      readonly tableName: string | undefined;
    }): Promise<string> {
      const all = await tagged('lambda:function', name);
      const candidates = all.filter(({ tags }) => tableName === undefined || tags.get('AppTable') === tableName);
      const [only, ...others] = candidates;
      if (only === undefined) {
        const elsewhere = all.map(({ tags }) => tags.get('AppTable') ?? '').filter(Boolean);
        throw new CommandError(
          'not-found',
          `No function was found: looked for Lambda functions tagged CredentialManager=${name}${tableName === undefined ? '' : ` and AppTable=${tableName}`} in this account and region${elsewhere.length > 0 ? `, which has those of ${elsewhere.sort().join(', ')}` : ''}. Look at --table, AWS_PROFILE and AWS_REGION. ${TAG_LAG}`,
        );
      }
      if (others.length > 0) {
        throw severalDeployments(
          candidates.map(({ tags }) => tags.get('AppTable') ?? '(no tag AppTable)'),
          'the option --table NAME',
        );
      }
      return functionUrl(lambda, only.arn);
    },
  };
}

function unserved(names: readonly string[]): CommandError {
  const [which, table] =
    names.length === 1 ? [`table ${names[0]}`, 'it'] : [`any of the tables ${names.join(', ')}`, 'one'];
  return new CommandError(
    'not-found',
    `No function reads ${which}: a deployment that is gone has left ${table}, or the name is misspelt. Deploy first and name the table of the deployment; get-table-name lists them. ${TAG_LAG} To use such a table all the same, name it and add --unserved-table. Nothing was changed.`,
  );
}

function severalDeployments(tableNames: string[], option: string): CommandError {
  return new CommandError(
    'usage',
    `There are ${tableNames.length} deployments in this account and region. Say which one with ${option}, by the name of its App table:\n${[
      ...tableNames,
    ]
      .sort()
      .map((name) => `  ${name}`)
      .join('\n')}`,
  );
}

function byName(a: AppTable, b: AppTable): number {
  return a.name < b.name ? -1 : 1;
}
