/** What KMS and the tags of a key say about it. */
export interface KeyRecord {
  readonly keyArn: string;
  /** State in KMS, such as `Enabled`, `Disabled` or `PendingDeletion`. */
  readonly state: string;
  readonly createdOn: Date;
  /** When KMS deletes it, where that is scheduled. */
  readonly deletionDate?: Date;
  /** In the form of {@link keyFingerprint}. Absent where KMS does not tell the public key (it does for enabled keys only) and no tag does. */
  readonly fingerprint?: string;
  /** Tag `Status`: `Active`, `Inactive` or `Failed`. */
  readonly status?: string;
  /** Tag `AppTable`: the deployment that it belongs to. */
  readonly tableName?: string;
  /** Tag `AppId`. */
  readonly appId?: number;
  /** Tag `ReplacedBy`: the key that took its place. */
  readonly replacedBy?: string;
  /** Tag `ReplacedOn`: when that was. */
  readonly replacedOn?: Date;
}

/** What tags say, apart from what KMS says. */
export type KeyTags = Pick<KeyRecord, 'fingerprint' | 'status' | 'tableName' | 'appId' | 'replacedBy' | 'replacedOn'>;

/** Reads the tags of a key. What is not there, or cannot be read as what it should be, is absent. */
export function parseKeyTags(tags: ReadonlyMap<string, string>): KeyTags {
  const text = (name: string) => tags.get(name) || undefined;
  const appId = Number(text('AppId'));
  const replacedOn = new Date(text('ReplacedOn') ?? Number.NaN);
  const fingerprint = text('Fingerprint');
  const status = text('Status');
  const tableName = text('AppTable');
  const replacedBy = text('ReplacedBy');
  return {
    ...(fingerprint !== undefined && { fingerprint }),
    ...(status !== undefined && { status }),
    ...(tableName !== undefined && { tableName }),
    ...(Number.isSafeInteger(appId) && { appId }),
    ...(replacedBy !== undefined && { replacedBy }),
    ...(!Number.isNaN(replacedOn.getTime()) && { replacedOn }),
  };
}
