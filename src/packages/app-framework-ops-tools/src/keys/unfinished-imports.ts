import type { AppRegistrations, KeyRecord } from '@aws/app-framework-for-github-apps-on-aws/operator';

/** Collaborators of {@link createUnfinishedImports}. */
export interface UnfinishedImportsCollaborators {
  readonly registrations: Pick<AppRegistrations, 'read' | 'tableName'>;
  readonly records: { readonly read: (keyArn: string) => Promise<KeyRecord | undefined> };
  /** ARNs of the keys of an App in this deployment. */
  readonly findKeys: (appId: number) => Promise<readonly string[]>;
}

/** A key that an import made and never pointed its App at: it was killed in between. Its tags still say Active. */
export interface UnfinishedImport {
  readonly kmsKeyArn: string;
  readonly state: string;
  readonly createdOn: Date;
}

/** Finds keys of imports that ended halfway. One that is under way elsewhere looks the same. */
export function createUnfinishedImports({ registrations, records, findKeys }: UnfinishedImportsCollaborators) {
  return async (appId: number): Promise<UnfinishedImport[]> => {
    const currentKeyArn = (await registrations.read(appId))?.kmsKeyArn;
    const current = currentKeyArn === undefined ? undefined : await records.read(currentKeyArn);
    const found: UnfinishedImport[] = [];
    for (const keyArn of await findKeys(appId)) {
      const record = keyArn === currentKeyArn ? undefined : await records.read(keyArn);
      if (record !== undefined && isUnfinished({ record, current })) {
        found.push({ kmsKeyArn: keyArn, state: record.state, createdOn: record.createdOn });
      }
    }
    return found;
  };
}

interface KeyBesideCurrent {
  readonly record: KeyRecord;
  readonly current: KeyRecord | undefined;
}

function isUnfinished({ record, current }: KeyBesideCurrent): boolean {
  if (record.status !== 'Active' || record.state === 'PendingDeletion' || record.replacedBy !== undefined) return false;
  return record.state === 'PendingImport' || current === undefined || record.createdOn > current.createdOn;
}
