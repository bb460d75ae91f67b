import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  createAppProof,
  createAppRegistrations,
  createGitHub,
  createKeyImport,
  createKeyStore,
  createKmsSigner,
  parsePrivateKey,
} from '@aws/app-framework-for-github-apps-on-aws/operator';
import { GetAppTokenCommand } from '@aws/app-framework-for-github-apps-on-aws-client';
import { createAwsClients } from '../aws-clients';
import type { CommandContext, CommandResult } from '../command';
import { createDirectory } from '../directory';
import { CommandError } from '../failures';
import { connectTo } from '../framework-client';
import { importReport } from '../import-report';
import { disposeOfPem, type PemDisposal } from '../pem-disposal';
import { readPemFile } from '../pem-file';
import { createDeploymentProof } from '../prove-deployment';

/** What to import, where to, and what becomes of the PEM file. */
export interface ImportRequest {
  readonly pem: string;
  readonly appId: number;
  readonly table?: string;
  readonly gitHubApiUrl: string;
  readonly disposal: PemDisposal;
  readonly verification: 'through the deployment' | 'none';
}

/** Imports the private key of an App and points the deployment at it. */
export async function importPrivateKey(request: ImportRequest, context: CommandContext): Promise<CommandResult> {
  const { appId, gitHubApiUrl, disposal, verification } = request;
  const { progress, takeOverInterrupt, ask } = context;
  if (disposal === 'ask' && ask === undefined) {
    throw new CommandError(
      'usage',
      'There is no terminal to ask at: give --yes to have the PEM file overwritten and removed after the import, or --keep-pem to keep it.',
    );
  }
  const pem = await readPemFile(request.pem);
  const privateKey = parsePrivateKey(pem.text);
  const now = () => new Date();
  const report = ({ step, milliseconds }: { step: string; milliseconds: number }) =>
    progress(`done in ${(milliseconds / 1000).toFixed(1).padStart(5)} s: ${step}`);

  const { tagging, lambda, kms, dynamoDb } = createAwsClients();
  const tableName =
    request.table ?? (await createDirectory({ tagging, lambda }).theAppTable({ option: 'the last argument' }));
  const { proveApp, proveToken } = createAppProof({ gitHub: createGitHub(), now, newJwtId: randomUUID });
  const getAppToken = async (id: number): Promise<string> => {
    const client = await connectTo({ endpoint: 'AppTokenEndpoint', table: tableName });
    return (await client.send(new GetAppTokenCommand({ appId: id }))).appToken;
  };
  const importKey = createKeyImport({
    keys: createKeyStore({ kms, now }),
    registrations: createAppRegistrations({ dynamoDb, tableName }),
    proveApp,
    signInKms: createKmsSigner(kms),
    ...(verification === 'through the deployment' && {
      proveDeployment: createDeploymentProof({ getAppToken, proveToken, wait, now }),
    }),
    signal: takeOverInterrupt(),
    report,
    now,
  });

  const imported = await importKey({ appId, privateKey, gitHubApiUrl });
  const pemFate =
    imported.deployment === 'not proven' ? keptUnproven(pem.path) : await disposeOfPem({ pem, disposal, ask });
  return importReport({ imported, tableName, pemFate });
}

function keptUnproven(path: string) {
  return { kind: 'kept', path, note: 'it is kept until the new key is proven' } as const;
}
