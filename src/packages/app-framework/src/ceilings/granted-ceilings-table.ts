import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { createInFlight } from '../lambda/in-flight';
import { logError } from '../lambda/logger';

export interface GrantedCeilingsCollaborators {
  readonly dynamoDb: Pick<DynamoDBClient, 'send'>;
  /** The table that budgets are counted in, too. */
  readonly tableName: string;
  /** Whether the app of the deployment grants a ceiling, as it was synthesized. */
  readonly granted: boolean;
}

const key = { Key: { S: 'ceilings' } };
const patienceMilliseconds = 3_000;

/**
 * Whether callers may have records of ceilings: where the app grants some, and for good where it ever did. A record goes with the stack of
 * its grantee, which may be deployed after that of the functions, or never again; until then it counts. So a process that knows of ceilings
 * says so in the table, and one that knows of none looks there once. What cannot be read counts as yes.
 */
export function createGrantedCeilings({ dynamoDb, tableName, granted }: GrantedCeilingsCollaborators) {
  const share = createInFlight<boolean>();
  let known: boolean | undefined;

  const isNoted = async (): Promise<boolean> => {
    const abortSignal = AbortSignal.timeout(patienceMilliseconds);
    const command = new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true });
    return (await dynamoDb.send(command, { abortSignal })).Item !== undefined;
  };
  const note = async (): Promise<void> => {
    const abortSignal = AbortSignal.timeout(patienceMilliseconds);
    await dynamoDb.send(new PutItemCommand({ TableName: tableName, Item: key }), { abortSignal });
  };

  return async (): Promise<boolean> => {
    if (known !== undefined) return known;
    return share('ceilings', async () => {
      try {
        const noted = await isNoted();
        if (granted && !noted) await note();
        known = granted || noted;
        return known;
      } catch (error) {
        logError('whether there are ceilings was not read or noted', error);
        return true;
      }
    });
  };
}
