import {
  createAppRegistrations,
  createKeyAdoption,
  createKmsKeys,
  type RegisteredKey,
} from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { CommandContext, CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { CommandError } from '../command-line/failures';
import { formatFields } from '../command-line/table';
import { createAwsClients } from '../deployments/aws-clients';
import { createDirectory } from '../deployments/directory';

/** Which table's keys to adopt, and whether that is agreed already. */
export interface AdoptRequest {
  readonly table?: string;
  /** The one App whose key is meant; all when absent. */
  readonly appId?: number;
  /** Whether keys that were retired, or never went live, come back. */
  readonly retiredKeys: 'left' | 'adopted';
  readonly consent: 'given' | 'ask';
  /** Whether the table may be one that no function reads. */
  readonly unservedTable: 'refused' | 'allowed';
}

type Outcome = RegisteredKey & { readonly outcome: 'already belongs' | 'adopted' | 'not adopted' };

/** Tags the keys that the rows of a table point at, so that the functions of this table may sign with them. */
export async function adoptKeys(request: AdoptRequest, context: CommandContext): Promise<CommandResult> {
  const { table, appId, retiredKeys, consent, unservedTable } = request;
  const { tagging, lambda, kms, dynamoDb } = createAwsClients();
  const directory = createDirectory({ tagging, lambda });
  const tableName = table ?? (await directory.theAppTable({ option: 'the argument' }));
  if (unservedTable === 'refused') await directory.refuseUnserved(tableName);
  const adoption = createKeyAdoption({
    keys: createKmsKeys({ kms, now: () => new Date() }),
    registrations: createAppRegistrations({ dynamoDb, tableName }),
  });
  const keys = (await adoption.inspect()).filter((key) => appId === undefined || key.appId === appId);
  const isMeant = ({ state }: RegisteredKey) =>
    state === 'foreign' || (state === 'retired' && retiredKeys === 'adopted');
  const foreign = keys.filter(isMeant);
  if (foreign.length > 0) {
    await askFor({ foreign, tableName, consent, context });
  }
  const outcomes: Outcome[] = [];
  for (const key of keys) {
    outcomes.push(isMeant(key) ? await settle(key, adoption.adopt) : leftAlone(key));
  }
  const isPartly = outcomes.some(({ outcome }) => outcome === 'not adopted');
  return {
    exitCode: isPartly ? exitCodes.partlyDone : exitCodes.ok,
    json: { table: tableName, keys: outcomes },
    text: outcomes.length === 0 ? `Table ${tableName} has no Apps.` : report(outcomes),
  };
}

interface Question {
  readonly foreign: readonly RegisteredKey[];
  readonly tableName: string;
  readonly consent: AdoptRequest['consent'];
  readonly context: CommandContext;
}

async function askFor({ foreign, tableName, consent, context }: Question): Promise<void> {
  context.progress(foreign.map((key) => formatFields(fieldsOf(key))).join('\n\n'));
  if (consent === 'given') {
    return;
  }
  if (context.ask === undefined) {
    throw new CommandError(
      'usage',
      'There is no terminal to ask at: give --yes to adopt these keys. Nothing was changed.',
    );
  }
  const question = `Tag ${foreign.length === 1 ? 'this key' : `these ${foreign.length} keys`} for table ${tableName}? A deployment that uses them now cannot sign with them any more.`;
  if ((await context.ask(question)) === 'no') {
    throw new CommandError('refused', 'Nothing was changed.');
  }
}

function leftAlone(key: RegisteredKey): Outcome {
  if (key.state === 'belongs') return { ...key, outcome: 'already belongs' };
  if (key.state !== 'retired') return { ...key, outcome: 'not adopted' };
  return { ...key, outcome: 'not adopted', reason: `${key.reason}; adopt-keys --retired-keys has it sign again` };
}

async function settle(
  { reason: _retired, ...key }: RegisteredKey,
  adopt: (key: RegisteredKey) => Promise<void>,
): Promise<Outcome> {
  try {
    await adopt(key);
    return { ...key, outcome: 'adopted' };
  } catch (error) {
    return { ...key, outcome: 'not adopted', reason: error instanceof Error ? error.message : String(error) };
  }
}

function report(outcomes: readonly Outcome[]): string {
  const blocks = outcomes.map((key) =>
    formatFields({
      ...fieldsOf(key),
      Outcome: key.reason === undefined ? key.outcome : `${key.outcome}: ${key.reason}`,
    }),
  );
  const note = 'New tags can take some minutes to count.';
  return [...blocks, ...(outcomes.some(({ outcome }) => outcome === 'adopted') ? [note] : [])].join('\n\n');
}

function fieldsOf({ appId, kmsKeyArn, taggedFor }: RegisteredKey): Record<string, string> {
  return { App: String(appId), Key: kmsKeyArn, 'Tagged for': taggedFor ?? 'no table' };
}
