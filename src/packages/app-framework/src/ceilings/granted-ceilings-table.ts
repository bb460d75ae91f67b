import { type AttributeValue, type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { createInFlight } from '../lambda/in-flight';
import { logError } from '../lambda/logger';

export interface GrantedCeilingsCollaborators {
  readonly dynamoDb: Pick<DynamoDBClient, 'send'>;
  /** The table that budgets are counted in, too. */
  readonly tableName: string;
  /** Whether the app of the deployment grants a ceiling, as it was synthesized. */
  readonly granted: boolean;
  /** Whether there is a record of any caller. */
  readonly anyRecord: () => Promise<boolean>;
}

const key = { Key: { S: 'ceilings' } };
const patienceMilliseconds = 3_000;

/**
 * Whether callers may have records of ceilings: where the app grants some, and for good where it ever did. A record goes with the stack of
 * its grantee, which may be deployed after that of the functions, or never again; until then it counts. So it is noted in the table: a
 * process that knows of ceilings says so, and one that knows of none looks there. Where there is no note, as in a new table, it looks once
 * whether there is any record, and notes that. What cannot be read counts as yes.
 */
export function createGrantedCeilings(collaborators: GrantedCeilingsCollaborators) {
  const { dynamoDb, tableName, granted, anyRecord } = collaborators;
  const share = createInFlight<boolean>();
  let known: boolean | undefined;

  const patience = () => ({ abortSignal: AbortSignal.timeout(patienceMilliseconds) });
  const read = async (): Promise<Record<string, AttributeValue> | undefined> => {
    const command = new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true });
    return (await dynamoDb.send(command, patience())).Item;
  };
  const note = async (none: boolean): Promise<void> => {
    const Item = { ...key, None: { BOOL: none } };
    // Whoever knows of some is right.
    const unlessNoted = none && {
      ConditionExpression: 'attribute_not_exists(#key)',
      ExpressionAttributeNames: { '#key': 'Key' },
    };
    await dynamoDb.send(new PutItemCommand({ TableName: tableName, Item, ...unlessNoted }), patience());
  };
  const look = async (): Promise<boolean> => {
    const noted = await read();
    const isNone = noted?.None?.BOOL === true;
    if (granted) {
      if (!noted || isNone) await note(false);
      return true;
    }
    if (noted) return !isNone;
    const there = await anyRecord();
    await note(!there);
    return there;
  };

  return async (): Promise<boolean> => {
    if (known !== undefined) return known;
    return share('ceilings', async () => {
      try {
        known = await look();
        return known;
      } catch (error) {
        logError('whether there are ceilings was not read or noted', error);
        return true;
      }
    });
  };
}
