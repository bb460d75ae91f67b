import {
  createAppRegistrations,
  createKmsKeys,
  createRecordedKeys,
  type JudgedKey,
  type KeyRecord,
  standingOf,
} from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { AppReference } from '../command-line/arguments';
import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { CommandError } from '../command-line/failures';
import { appIdOf } from '../deployments/app-reference';
import { createAwsClients } from '../deployments/aws-clients';
import { createDirectory } from '../deployments/directory';
import { type AppKeys, keysReport, type ListedKey } from './keys-report';

/** Lists the keys of the Apps of a deployment, and what may be deleted. Changes nothing. */
export async function listKeys({ app, table }: { app?: AppReference; table?: string }): Promise<CommandResult> {
  const { tagging, lambda, kms, dynamoDb } = createAwsClients();
  const now = new Date();
  const directory = createDirectory({ tagging, lambda });
  const tableName = table ?? (await directory.theAppTable({ option: 'the option --table NAME' }));
  const appId = app === undefined ? undefined : await appIdOf(app, tableName);
  const registrations = createAppRegistrations({ dynamoDb, tableName });
  const records = createRecordedKeys({ kms, keys: createKmsKeys({ kms, now: () => now }) });

  const rows = new Map((await rowsOf(registrations, appId)).map((row) => [row.appId, row.kmsKeyArn]));
  const tagged = await directory.signingKeys({ tableName, ...(appId !== undefined && { appId }) });
  const found = new Map<string, KeyRecord>();
  for (const keyArn of new Set([...tagged, ...rows.values()])) {
    const record = await records.read(keyArn);
    if (record !== undefined) {
      found.set(keyArn, record);
    }
  }

  if (appId !== undefined && rows.size === 0 && found.size === 0) {
    throw new CommandError(
      'not-found',
      `Table ${tableName} has no row for App ${appId}, and no key is tagged for it. Look at the App id and the table; import a key with import-private-key.`,
    );
  }
  const apps: AppKeys[] = [];
  for (const [id, currentKeyArn] of [...rows].sort(([a], [b]) => a - b)) {
    const current = found.get(currentKeyArn);
    const own = [...found.values()].filter((record) => record.appId === id || record.keyArn === currentKeyArn);
    const judged: JudgedKey[] = own.map((record) => ({
      record,
      standing: standingOf({ record, tableName, currentKeyArn, current, now }),
    }));
    const keys: ListedKey[] = [];
    const currentFirst = (a: JudgedKey, b: JudgedKey) =>
      Number(b.record.keyArn === currentKeyArn) - Number(a.record.keyArn === currentKeyArn) ||
      b.record.createdOn.getTime() - a.record.createdOn.getTime();
    for (const key of judged.sort(currentFirst)) {
      keys.push({ ...key, lastUse: await records.lastUseOf(key.record.keyArn) });
    }
    apps.push({ appId: id, currentKeyArn, keys });
  }
  const ownerless = [...found.values()].filter((record) => !rows.has(record.appId ?? 0) && !isCurrent(record, rows));
  return { exitCode: exitCodes.ok, ...keysReport({ tableName, apps, ownerless, now }) };
}

async function rowsOf(registrations: ReturnType<typeof createAppRegistrations>, appId: number | undefined) {
  if (appId === undefined) {
    return registrations.list();
  }
  const row = await registrations.read(appId);
  return row === undefined ? [] : [row];
}

function isCurrent({ keyArn }: KeyRecord, rows: ReadonlyMap<number, string>): boolean {
  return [...rows.values()].includes(keyArn);
}
