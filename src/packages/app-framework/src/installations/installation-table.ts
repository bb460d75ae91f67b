import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { unmetCondition } from '../aws/conditional-write';
import { logWarning } from '../lambda/logger';
import type { Installation } from './installation';
import { type InstallationRow, itemOf, parseItem } from './installation-item';

/** Key of a row. */
export interface InstallationKey {
  readonly appId: number;
  readonly nodeId: string;
}

/** Part of a list; `next` is where the rest begins. */
export interface InstallationPage {
  readonly rows: readonly InstallationRow[];
  readonly next?: InstallationKey;
}

/** Which part of which list. */
export interface InstallationRange {
  readonly limit: number;
  /** Only rows of this App. */
  readonly appId?: number;
  readonly from?: InstallationKey;
}

export type InstallationTable = ReturnType<typeof createInstallationTable>;

/** A request for a token waits no longer for a row: what was known before serves as well, for a while. */
const patienceMilliseconds = 3_000;

/** The installation table. Every write is conditional, so that what is known later is never overwritten by what was known before. */
export function createInstallationTable(client: DynamoDBClient, tableName: string) {
  const query = (input: Omit<QueryCommandInput, 'TableName'>): Promise<InstallationRow[]> =>
    everyPage((from) => client.send(new QueryCommand({ TableName: tableName, ...input, ExclusiveStartKey: from })));

  return {
    /** The row as it is now. */
    async get({ appId, nodeId }: InstallationKey): Promise<InstallationRow | undefined> {
      const command = new GetItemCommand({ TableName: tableName, Key: keyOf({ appId, nodeId }), ConsistentRead: true });
      const { Item } = await client.send(command, { abortSignal: AbortSignal.timeout(patienceMilliseconds) });
      return Item && rowsOf([Item])[0];
    },

    /** Rows of one account, one for each App. */
    findByNodeId(nodeId: string): Promise<InstallationRow[]> {
      return query({
        IndexName: 'NodeID',
        KeyConditionExpression: 'NodeId = :nodeId',
        ExpressionAttributeValues: { ':nodeId': { S: nodeId } },
      });
    },

    findByInstallationId(installationId: number): Promise<InstallationRow[]> {
      return query({
        IndexName: 'InstallationID',
        KeyConditionExpression: 'InstallationId = :installationId',
        ExpressionAttributeValues: { ':installationId': { N: String(installationId) } },
      });
    },

    /** Rows of the accounts that were last seen under a login or slug, in any case. */
    findByLogin(login: string): Promise<InstallationRow[]> {
      return query({
        IndexName: 'Login',
        KeyConditionExpression: 'Login = :login',
        ExpressionAttributeValues: { ':login': { S: login.toLowerCase() } },
      });
    },

    findByApp(appId: number): Promise<InstallationRow[]> {
      return query({
        KeyConditionExpression: 'AppId = :appId',
        ExpressionAttributeValues: { ':appId': { N: String(appId) } },
      });
    },

    /** All rows, as they are now. */
    findAll(): Promise<InstallationRow[]> {
      return everyPage((from) =>
        client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true, ExclusiveStartKey: from })),
      );
    },

    async list({ limit, appId, from }: InstallationRange): Promise<InstallationPage> {
      const range = { TableName: tableName, Limit: limit, ...(from && { ExclusiveStartKey: keyOf(from) }) };
      const { Items = [], LastEvaluatedKey } = await client.send(
        appId === undefined
          ? new ScanCommand(range)
          : new QueryCommand({
              ...range,
              KeyConditionExpression: 'AppId = :appId',
              ExpressionAttributeValues: { ':appId': { N: String(appId) } },
            }),
      );
      const next = LastEvaluatedKey && {
        appId: Number(LastEvaluatedKey.AppId?.N),
        nodeId: LastEvaluatedKey.NodeId?.S ?? '',
      };
      return { rows: rowsOf(Items), ...(next && { next }) };
    },

    /**
     * Writes what GitHub said to a question asked at `askedAt`; answers `stale`, and writes nothing, where the row is newer than that. When
     * repositories came or went stays in the row, for only events tell it.
     */
    async put(installation: Installation, askedAt: Date): Promise<'written' | 'stale'> {
      const command = new UpdateItemCommand({
        TableName: tableName,
        Key: keyOf(installation),
        ...changeTo(itemOf(installation, askedAt.toISOString())),
        ConditionExpression: 'attribute_not_exists(LastRefreshed) OR LastRefreshed <= :LastRefreshed',
      });
      return (await unmetCondition(() => client.send(command))) ? 'stale' : 'written';
    },

    /** Removes a row if it still is about this installation and older than `olderThan`; answers `kept` otherwise. */
    async remove(row: InstallationRow, olderThan: Date): Promise<'removed' | 'kept'> {
      const command = new DeleteItemCommand({
        TableName: tableName,
        Key: keyOf(row),
        ConditionExpression:
          'InstallationId = :installationId AND (attribute_not_exists(LastRefreshed) OR LastRefreshed < :olderThan)',
        ExpressionAttributeValues: {
          ':installationId': { N: String(row.installationId) },
          ':olderThan': { S: olderThan.toISOString() },
        },
      });
      return (await unmetCondition(() => client.send(command))) ? 'kept' : 'removed';
    },
  };
}

function keyOf({ appId, nodeId }: InstallationKey): Record<string, AttributeValue> {
  return { AppId: { N: String(appId) }, NodeId: { S: nodeId } };
}

/** What GitHub leaves out where it does not hold. */
const fleeting = ['RepositorySelection', 'SuspendedAt'];

function changeTo({ AppId: _appId, NodeId: _nodeId, ...attributes }: Record<string, AttributeValue>) {
  const present = Object.keys(attributes);
  const absent = fleeting.filter((name) => !present.includes(name));
  const set = `SET ${present.map((name) => `#${name} = :${name}`).join(', ')}`;
  return {
    UpdateExpression: absent.length === 0 ? set : `${set} REMOVE ${absent.map((name) => `#${name}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries([...present, ...absent].map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [`:${name}`, value]),
    ),
  };
}

interface Part {
  readonly Items?: Record<string, AttributeValue>[] | undefined;
  readonly LastEvaluatedKey?: Record<string, AttributeValue> | undefined;
}

async function everyPage(read: (from: Part['LastEvaluatedKey']) => Promise<Part>): Promise<InstallationRow[]> {
  const rows: InstallationRow[] = [];
  let from: Part['LastEvaluatedKey'];
  do {
    const part = await read(from);
    for (const row of rowsOf(part.Items ?? [])) rows.push(row);
    from = part.LastEvaluatedKey;
  } while (from);
  return rows;
}

/** Rows that a hand has damaged are passed over, for one of them must not hide all others. */
function rowsOf(items: Record<string, AttributeValue>[]): InstallationRow[] {
  return items.flatMap((item) => {
    const row = parseItem(item);
    if (!row) logWarning('installation row is damaged', { appId: item.AppId?.N, nodeId: item.NodeId?.S });
    return row ? [row] : [];
  });
}
