import type { FollowUp, ImportedKey, KeyOutcome } from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { formatFields } from '../command-line/table';
import type { PemFate } from '../pem/pem-disposal';
import { retireCommand } from './retire-report';
import type { UnfinishedImport } from './unfinished-imports';

/** What became of the key that signed before. */
export type OldKey =
  | { readonly kind: 'as the import left it' }
  | { readonly kind: 'settled'; readonly key: KeyOutcome; readonly waiting: 'here' | 'elsewhere' };

/** How an import ended. */
export interface FinishedImport {
  readonly imported: ImportedKey;
  readonly tableName: string;
  readonly pemFate: PemFate;
  readonly oldKey: OldKey;
  /** Keys of imports that ended halfway before this one. */
  readonly unfinished?: readonly UnfinishedImport[];
}

/** One of them, for people. */
export function describeUnfinished({ kmsKeyArn, state, createdOn }: UnfinishedImport): string {
  return `An import before this one ended halfway, unless it is under way elsewhere: its KMS key ${kmsKeyArn} (${state}, made on ${createdOn.toISOString()}) is tagged Active, and no App signs with it.`;
}

/** Words the end of an import. What is left to do makes it partly done, and the key is live all the same. */
export function importReport({ imported, tableName, pemFate, oldKey, unfinished = [] }: FinishedImport): CommandResult {
  const resume = retireCommand({ appId: imported.appId, tableName });
  const followUps = [...imported.followUps, ...oldKeyFollowUps(oldKey, resume), ...pemFollowUps(pemFate)];
  const fields = formatFields({
    App: `${imported.appId} (${imported.appSlug})`,
    Host: imported.gitHubApiUrl,
    'App table': tableName,
    'KMS key': imported.kmsKeyArn,
    Fingerprint: imported.fingerprint,
    Replaces: imported.replacedKeyArn,
    'Old key': oldKey.kind === 'settled' ? oldKey.key.outcome : undefined,
    Deployment: imported.deployment === 'not asked' ? undefined : imported.deployment,
    'PEM file': [pemFate.kind, pemFate.note].filter(Boolean).join(': '),
  });
  const text = [
    `App ${imported.appId} signs with the new key.`,
    fields,
    ...nextSteps({ imported, oldKey, resume }),
    ...unfinished.map((each) => `${describeUnfinished(each)}\n  Have KMS delete it: ${resume} --schedule-deletion 7`),
    ...followUps.map(toParagraph),
  ];
  return {
    exitCode: followUps.length === 0 ? exitCodes.ok : exitCodes.partlyDone,
    json: {
      ...imported,
      table: tableName,
      pem: pemFate,
      ...(oldKey.kind === 'settled' && { oldKey: oldKey.key }),
      retirement: retirementOf(imported, oldKey),
      followUps,
      ...(unfinished.length > 0 && { unfinished }),
    },
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

function retirementOf({ retirement }: ImportedKey, oldKey: OldKey): 'to do' | 'done' | 'nothing to do' {
  return oldKey.kind === 'settled' && isRetired(oldKey.key) ? 'done' : retirement;
}

function isRetired({ outcome }: KeyOutcome): boolean {
  return outcome !== 'waiting' && outcome !== 'failed';
}

/** A wait that was left is to be gone on with; one that was not asked for is a next step and nothing that failed. */
function oldKeyFollowUps(oldKey: OldKey, resume: string): FollowUp[] {
  if (oldKey.kind !== 'settled' || isRetired(oldKey.key)) {
    return [];
  }
  const { kmsKeyArn, outcome, reason, dueOn } = oldKey.key;
  if (outcome === 'waiting' && dueOn !== undefined && oldKey.waiting === 'elsewhere') {
    return [];
  }
  const todo = `The old key ${kmsKeyArn} may still sign. Retire it: ${resume}`;
  return outcome === 'waiting'
    ? [{ reason: reason ?? 'The wait was left; both keys work.', todo }]
    : [{ reason: `Could not retire the key that signed before: ${reason ?? 'no reason given'}`, todo }];
}

interface EndOfImport {
  readonly imported: ImportedKey;
  readonly oldKey: OldKey;
  readonly resume: string;
}

function nextSteps({ imported: { appId }, oldKey, resume }: EndOfImport): string[] {
  if (oldKey.kind !== 'settled') {
    return [];
  }
  const { outcome, dueOn } = oldKey.key;
  const atGitHub = `Then see which key can be deleted at GitHub, and when: list-keys --app-id ${appId}`;
  if (outcome === 'waiting' && oldKey.waiting === 'elsewhere') {
    return [`Both keys work. Retire the old one from ${dueOn?.toISOString() ?? 'now'} on: ${resume}\n${atGitHub}`];
  }
  return isRetired(oldKey.key)
    ? [
        `The key that signed before is retired, and GitHub still knows it. See when it can be deleted there: list-keys --app-id ${appId}\nIts KMS key costs money until it is gone: ${resume} --schedule-deletion 7`,
      ]
    : [];
}

function toParagraph({ reason, todo }: FollowUp): string {
  return `LEFT TO DO: ${reason}\n  ${todo}`;
}
