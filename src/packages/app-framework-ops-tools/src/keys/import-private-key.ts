import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  createAppProof,
  createAppRegistrations,
  createGitHub,
  createKeyImport,
  createKmsKeys,
  createKmsSigner,
  createRecordedKeys,
  type ImportedKey,
  parsePrivateKey,
} from '@aws/app-framework-for-github-apps-on-aws/operator';
import { GetAppTokenCommand, RefreshCachedDataCommand } from '@aws/app-framework-for-github-apps-on-aws-client';
import type { AppReference } from '../command-line/arguments';
import type { CommandContext, CommandResult } from '../command-line/command';
import { CommandError } from '../command-line/failures';
import { createAwsClients } from '../deployments/aws-clients';
import { createClientIdTable } from '../deployments/client-id-table';
import { createDirectory } from '../deployments/directory';
import { connectTo } from '../deployments/framework-client';
import { disposeOfPem, type PemDisposal } from '../pem/pem-disposal';
import { readPemFile } from '../pem/pem-file';
import { refuseUnremovable } from '../pem/pem-removal';
import { appOfKey } from './app-of-key';
import { describeUnfinished, importReport, type OldKey } from './import-report';
import { connectKeyRetirement } from './key-retirement';
import { createDeploymentProof } from './prove-deployment';
import { createUnfinishedImports } from './unfinished-imports';
import { createWaitingReport } from './waiting-report';

/** What to import, where to, and what becomes of the PEM file. */
export interface ImportRequest {
  readonly pem: string;
  readonly app: AppReference;
  readonly table?: string;
  readonly gitHubApiUrl: string;
  readonly disposal: PemDisposal;
  readonly verification: 'through the deployment' | 'none';
  /** Whether the table may be one that no function reads; then there is nothing that could prove the key. */
  readonly unservedTable: 'refused' | 'allowed';
  /** How long the key that signed before stays usable, and whether this run waits for the end of that. */
  readonly wait: { readonly seconds: number; readonly where: 'here' | 'elsewhere' };
}

/** Imports the private key of an App and points the deployment at it. */
export async function importPrivateKey(request: ImportRequest, context: CommandContext): Promise<CommandResult> {
  const { app, gitHubApiUrl, disposal, unservedTable } = request;
  const verification = unservedTable === 'allowed' ? 'none' : request.verification;
  const { progress, ask } = context;
  if (disposal === 'ask' && ask === undefined) {
    throw new CommandError(
      'usage',
      'There is no terminal to ask at: give --yes to have the PEM file overwritten and removed after the import, or --keep-pem to keep it.',
    );
  }
  const pem = await readPemFile(request.pem, { read: context.input, isFile: context.inputIsFile === true });
  const privateKey = parsePrivateKey(pem.text);
  if (disposal !== 'keep') await refuseUnremovable(pem);
  const now = () => new Date();
  const appId =
    typeof app === 'number'
      ? app
      : await appOfKey({ clientId: app.clientId, key: privateKey.key, gitHubApiUrl, now: now() });
  const report = ({ step, milliseconds }: { step: string; milliseconds: number }) =>
    progress(`done in ${(milliseconds / 1000).toFixed(1).padStart(5)} s: ${step}`);

  const { tagging, lambda, kms, dynamoDb } = createAwsClients();
  const directory = createDirectory({ tagging, lambda });
  const tableName = request.table ?? (await directory.theAppTable({ option: 'the last argument' }));
  if (unservedTable === 'refused') await directory.refuseUnserved(tableName);
  const { proveApp } = createAppProof({ gitHub: createGitHub(), now, newJwtId: randomUUID });
  const getAppToken = async (id: number): Promise<string> => {
    const client = await connectTo({ endpoint: 'AppTokenEndpoint', table: tableName });
    return (await client.send(new GetAppTokenCommand({ appId: id }))).appToken;
  };
  const askGitHub = async (id: number): Promise<string | undefined> => {
    const client = await connectTo({ endpoint: 'RefreshCachedDataEndpoint', table: tableName });
    const { failures = [] } = await client.send(new RefreshCachedDataCommand({ appId: id }));
    return failures.length > 0 ? failures.map(({ reason }) => reason).join(' ') : undefined;
  };
  let phase: 'import' | 'wait' = 'import';
  const signal = context.takeOverInterrupt(() =>
    phase === 'import' ? 'Stopping after this step, then cleaning up.' : 'Leaving the wait; both keys stay usable.',
  );
  const keys = createKmsKeys({ kms, now });
  const records = createRecordedKeys({ kms, keys });
  const registrations = createAppRegistrations({ dynamoDb, tableName });
  const findKeys = (id: number) => directory.signingKeys({ tableName, appId: id });
  const findUnfinished = createUnfinishedImports({ registrations, records, findKeys });
  const unfinished = await findUnfinished(appId).catch((error) => {
    progress(`Could not look for keys of imports that ended halfway: ${messageOf(error)}`);
    return [];
  });
  for (const each of unfinished) progress(describeUnfinished(each));
  const reportWaiting = createWaitingReport(progress);
  const importKey = createKeyImport({
    keys,
    records,
    registrations,
    proveApp,
    signInKms: createKmsSigner(kms),
    ...(verification === 'through the deployment' && {
      proveDeployment: createDeploymentProof({ getAppToken, askGitHub, wait, now, reportWaiting }),
    }),
    signal,
    report,
    reportWaiting,
    now,
  });

  const imported = await importKey({ appId, privateKey, gitHubApiUrl });
  if (typeof app !== 'number') await keepClientId({ dynamoDb, tableName, appId, clientId: app.clientId, progress });
  const isUnproven = imported.deployment === 'not proven' || unservedTable === 'allowed';
  const pemFate = isUnproven ? keptUnproven(pem.path) : await disposeOfPem({ pem, disposal, ask });
  phase = 'wait';
  const oldKey = await retireOldKey({ imported, wait: request.wait, tableName, context, signal });
  return importReport({ imported, tableName, pemFate, oldKey, unfinished });
}

interface OldKeyToRetire {
  readonly imported: ImportedKey;
  readonly wait: ImportRequest['wait'];
  readonly tableName: string;
  readonly context: CommandContext;
  readonly signal: AbortSignal;
}

/** Takes the key that signed before out of use once no call needs it. Never throws: the new key is live, whatever becomes of the old one. */
async function retireOldKey({ imported, wait, tableName, context, signal }: OldKeyToRetire): Promise<OldKey> {
  const { appId, replacedKeyArn, retirement, followUps } = imported;
  if (replacedKeyArn === undefined || retirement === 'nothing to do' || followUps.length > 0) {
    return { kind: 'as the import left it' };
  }
  const findKeys = async () => [replacedKeyArn];
  const retire = connectKeyRetirement({ tableName, findKeys, context, signal });
  try {
    const { keys } = await retire({ appId, urgency: 'after the wait', waitSeconds: wait.seconds, waiting: wait.where });
    const [key] = keys;
    return key === undefined ? { kind: 'as the import left it' } : { kind: 'settled', key, waiting: wait.where };
  } catch (error) {
    const key = { kmsKeyArn: replacedKeyArn, outcome: 'failed', reason: messageOf(error) } as const;
    return { kind: 'settled', key, waiting: wait.where };
  }
}

function keptUnproven(path: string) {
  return { kind: 'kept', path, note: 'it is kept until a deployed function has signed with the new key' } as const;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

interface KnownClientId {
  readonly dynamoDb: ReturnType<typeof createAwsClients>['dynamoDb'];
  readonly tableName: string;
  readonly appId: number;
  readonly clientId: string;
  readonly progress: CommandContext['progress'];
}

/** So that nobody has to look it up again. The import is done whether or not it can be kept. */
async function keepClientId({ dynamoDb, tableName, appId, clientId, progress }: KnownClientId): Promise<void> {
  try {
    await createClientIdTable({ dynamoDb, tableName }).keep(appId, clientId);
  } catch (error) {
    progress(`Could not keep the client id of App ${appId}: ${messageOf(error)}`);
  }
}
