import type { FollowUp, ImportedKey } from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { CommandResult } from './command';
import { exitCodes } from './exit-codes';
import type { PemFate } from './pem-disposal';
import { formatFields } from './table';

/** How an import ended. */
export interface FinishedImport {
  readonly imported: ImportedKey;
  readonly tableName: string;
  readonly pemFate: PemFate;
}

/** Words the end of an import. What is left to do makes it partly done, and the key is live all the same. */
export function importReport({ imported, tableName, pemFate }: FinishedImport): CommandResult {
  const followUps = [...imported.followUps, ...pemFollowUps(pemFate)];
  const fields = formatFields({
    App: `${imported.appId} (${imported.appSlug})`,
    Host: imported.gitHubApiUrl,
    'App table': tableName,
    'KMS key': imported.kmsKeyArn,
    Replaces: imported.replacedKeyArn,
    Deployment: imported.deployment === 'not asked' ? undefined : imported.deployment,
    'PEM file': [pemFate.kind, pemFate.note].filter(Boolean).join(': '),
  });
  const text = [
    `App ${imported.appId} signs with the new key.`,
    fields,
    ...nextSteps(imported),
    ...followUps.map(toParagraph),
  ];
  return {
    exitCode: followUps.length === 0 ? exitCodes.ok : exitCodes.partlyDone,
    json: { ...imported, table: tableName, pem: pemFate, followUps },
    text: text.join('\n\n'),
  };
}

function pemFollowUps(fate: PemFate): FollowUp[] {
  if (fate.kind !== 'not removed') {
    return [];
  }
  return [
    {
      reason: `Could not overwrite and remove ${fate.path}: ${fate.note ?? 'no reason given'}`,
      todo: 'Whoever has this file can act as the App. Destroy it yourself; the key in KMS is live and needs it no more.',
    },
  ];
}

function nextSteps({ replacedKeyArn, deployment }: ImportedKey): string[] {
  if (replacedKeyArn === undefined || deployment === 'not proven') {
    return [];
  }
  return [
    'The key that signed before is still known to GitHub. After ten minutes, when its last tokens have expired, delete it on the settings page of the App, then schedule the old KMS key for deletion: it costs money until then.',
  ];
}

function toParagraph({ reason, todo }: FollowUp): string {
  return `LEFT TO DO: ${reason}\n  ${todo}`;
}
