import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createParameterReader, isAnyParameterBelow, type ParameterReader } from '../aws/read-parameter';
import { createInFlight } from '../lambda/in-flight';
import { createShortMemory } from '../lambda/short-memory';
import { type CallerCeilings, createCallerCeilings } from './caller-ceilings';
import { createGrantedCeilings } from './granted-ceilings-table';
import { createMintBudgets } from './mint-budget-table';

export interface CeilingRecordsCollaborators {
  readonly readParameter: ParameterReader;
  /** Path of the deployment's records, without a slash at its end. */
  readonly path: string;
  readonly now?: () => Date;
}

/** Together with the time that a read takes, a change counts everywhere within a minute. */
const lifetimeMilliseconds = 50_000;

/**
 * Reads callers' records. What was read, absence too, is remembered for 50 s, a failure is not; those who ask for one record at the
 * same time share one read.
 */
export function createCeilingRecords({ readParameter, path, now = () => new Date() }: CeilingRecordsCollaborators) {
  const records = createShortMemory<{ readonly text: string | undefined }>({ lifetimeMilliseconds, now });
  const share = createInFlight<string | undefined>();

  return (name: string): Promise<string | undefined> => {
    const known = records.recall(name);
    if (known) return Promise.resolve(known.text);
    return share(name, async () => {
      const text = await readParameter(`${path}/${name}`);
      records.remember(name, { text });
      return text;
    });
  };
}

/** Environment of a function that holds callers to their ceilings. */
export interface CeilingEnvironment {
  readonly CEILING_PATH: string;
  /** `allowed`, `refused` or `only`. */
  readonly CALLERS_WITHOUT_CEILING: string;
  /** `granted` or `none`, as far as the app knows. */
  readonly CEILINGS: string;
}

export interface CeilingSettings {
  readonly dynamoDb: DynamoDBClient;
  /** Table that budgets are counted in. */
  readonly tableName: string;
  readonly variable: (name: keyof CeilingEnvironment) => string;
  readonly readParameter?: ParameterReader;
  readonly anyParameterBelow?: (path: string) => Promise<boolean>;
}

/**
 * The ceilings of a deployment over Parameter Store and a table. Nothing is read until a caller comes, and nothing of Parameter Store where
 * no ceiling was ever granted.
 */
export function openCallerCeilings(settings: CeilingSettings): CallerCeilings {
  const { dynamoDb, tableName, variable, readParameter = createParameterReader() } = settings;
  const { anyParameterBelow = isAnyParameterBelow } = settings;
  const callersWithoutCeiling = variable('CALLERS_WITHOUT_CEILING');
  if (callersWithoutCeiling !== 'allowed' && callersWithoutCeiling !== 'refused' && callersWithoutCeiling !== 'only') {
    throw new Error(
      `CALLERS_WITHOUT_CEILING is ${callersWithoutCeiling}; it must be allowed, refused or only. The construct sets it: deploy the stack again.`,
    );
  }
  const path = variable('CEILING_PATH');
  const hasCeilings = callersWithoutCeiling !== 'only';
  // Who refuses callers without a ceiling has others.
  const granted = callersWithoutCeiling === 'refused' || variable('CEILINGS') !== 'none';
  const areGranted = createGrantedCeilings({
    dynamoDb,
    tableName,
    granted,
    anyRecord: () => anyParameterBelow(path),
  });
  const readWhereGranted: ParameterReader = async (name) => ((await areGranted()) ? readParameter(name) : undefined);
  return createCallerCeilings({
    readRecord: hasCeilings ? createCeilingRecords({ readParameter: readWhereGranted, path }) : noRecord,
    budgets: createMintBudgets(dynamoDb, tableName),
    callersWithoutCeiling: hasCeilings ? callersWithoutCeiling : 'allowed',
  });
}

async function noRecord(): Promise<undefined> {}
