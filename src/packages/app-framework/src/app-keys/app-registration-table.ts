import {
  DescribeTableCommand,
  type DynamoDBClient,
  DynamoDBServiceException,
  GetItemCommand,
  ListTagsOfResourceCommand,
  paginateScan,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type AppRow, parseAppRow } from '../app-tokens/app-table';
import { isUnmet } from '../aws/conditional-write';

/** The row to write, and the one that its writer has seen before. */
export interface RegistrationChange {
  readonly next: AppRow & { readonly gitHubApiUrl: string };
  readonly seen: AppRow | undefined;
}

/** Somebody else changed the row between reading and writing it. */
export class RegistrationChangedError extends Error {
  override readonly name = 'RegistrationChangedError';
}

/** Whether the row is or will be written is not known: the write failed without an answer of DynamoDB's, and may still arrive there. */
export class RegistrationUnknownError extends Error {
  override readonly name = 'RegistrationUnknownError';
}

/** Collaborators of {@link createAppRegistrations}. */
export interface AppRegistrationsCollaborators {
  readonly dynamoDb: DynamoDBClient;
  readonly tableName: string;
}

/** Rows of one App table as an operator reads and writes them: always consistently. */
export type AppRegistrations = ReturnType<typeof createAppRegistrations>;

/** Takes the App table once; the verbs take data only. */
export function createAppRegistrations({ dynamoDb, tableName }: AppRegistrationsCollaborators) {
  const read = async (appId: number): Promise<AppRow | undefined> => {
    const { Item } = await dynamoDb.send(
      new GetItemCommand({ TableName: tableName, Key: { AppId: { N: String(appId) } }, ConsistentRead: true }),
    );
    return Item === undefined ? undefined : parseAppRow(Item);
  };
  const update = async ({ next, seen }: RegistrationChange): Promise<void> => {
    await dynamoDb.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: { AppId: { N: String(next.appId) } },
        UpdateExpression: 'SET KmsKeyArn = :keyArn, GitHubApiUrl = :url',
        ConditionExpression: seen === undefined ? 'attribute_not_exists(AppId)' : unchanged(seen),
        ExpressionAttributeValues: {
          ':keyArn': { S: next.kmsKeyArn },
          ':url': { S: next.gitHubApiUrl },
          ...(seen !== undefined && { ':seenKeyArn': { S: seen.kmsKeyArn } }),
          ...(seen?.gitHubApiUrl !== undefined && { ':seenUrl': { S: seen.gitHubApiUrl } }),
        },
      }),
    );
  };

  return {
    tableName,

    /** The row of an App, absent where it has none. */
    read,

    /**
     * Host of rows that name none, as the deployment has it: the tag `GitHubApiUrl` of the table. Deployments from before that tag knew
     * github.com only.
     */
    async hostOfRowsWithoutOne(): Promise<string> {
      const { Table } = await dynamoDb.send(new DescribeTableCommand({ TableName: tableName }));
      let page: string | undefined;
      do {
        const { Tags, NextToken } = await dynamoDb.send(
          new ListTagsOfResourceCommand({
            ResourceArn: Table?.TableArn,
            ...(page !== undefined && { NextToken: page }),
          }),
        );
        const tag = Tags?.find(({ Key }) => Key === 'GitHubApiUrl')?.Value;
        if (tag) return tag;
        page = NextToken;
      } while (page !== undefined);
      return 'https://api.github.com';
    },

    /** All rows. */
    async list(): Promise<AppRow[]> {
      const rows: AppRow[] = [];
      for await (const page of paginateScan({ client: dynamoDb }, { TableName: tableName, ConsistentRead: true })) {
        rows.push(...(page.Items ?? []).map(parseAppRow));
      }
      return rows;
    },

    /**
     * Points an App at a key, if its row still is what the writer has seen; other attributes of the row stay. A write that failed may have
     * succeeded all the same (its answer was lost, a retry met its own work), so the row is read again before it counts as failed. A write without
     * an answer may also arrive after that read, so it counts as failed only where DynamoDB has refused it.
     * @throws RegistrationChangedError where the row is another by now, and nothing was written
     * @throws RegistrationUnknownError where it may have been written, or may still be
     */
    async write({ next, seen }: RegistrationChange): Promise<void> {
      try {
        await update({ next, seen });
      } catch (cause) {
        const unknown = (how: string) =>
          new RegistrationUnknownError(
            `Table ${tableName} gave no clear answer to the write of App ${next.appId} (${messageOf(cause)}) and ${how}. Wait a minute, then read the row with AppId ${next.appId}: if its KmsKeyArn is ${next.kmsKeyArn}, the import succeeded; if not, run it again.`,
            { cause },
          );
        const row = await read(next.appId).catch(() => {
          throw unknown('could not be read after it');
        });
        if (row?.kmsKeyArn === next.kmsKeyArn) {
          return;
        }
        if (isUnmet(cause)) {
          throw new RegistrationChangedError(
            `The row of App ${next.appId} in table ${tableName} was changed by somebody else meanwhile. Look who else imports a key for it, then run the import again.`,
            { cause },
          );
        }
        if (isRefusal(cause)) throw cause;
        throw unknown('had not changed right after it');
      }
    },
  };
}

/** Refusals that come however often a write is tried. */
const FINAL =
  /^(AccessDenied|Validation|ResourceNotFound|UnrecognizedClient|InvalidSignature|ExpiredToken|MissingAuthentication)/;

/** Whether DynamoDB has refused the write. Of a write that was tried again after no answer, an earlier try may be on its way yet. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof DynamoDBServiceException))
    return error instanceof Error && /^(CredentialsProvider|TokenProvider)/.test(error.name);
  return FINAL.test(error.name) || (error.$fault === 'client' && error.$metadata.attempts === 1);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

function unchanged(seen: AppRow): string {
  const sameHost = seen.gitHubApiUrl === undefined ? 'attribute_not_exists(GitHubApiUrl)' : 'GitHubApiUrl = :seenUrl';
  return `KmsKeyArn = :seenKeyArn AND ${sameHost}`;
}
