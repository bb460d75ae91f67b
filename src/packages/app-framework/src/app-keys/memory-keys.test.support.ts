import { createPrivateKey, sign } from 'node:crypto';
import type { AppRow } from '../app-tokens/app-table';
import type { KmsSigner } from '../app-tokens/kms-signer';
import { type AppRegistrations, RegistrationChangedError } from './app-registration-table';
import type { KeyRecord } from './key-record';
import type { KmsKeys } from './kms-keys';
import type { RecordedKeys } from './recorded-keys';

/** What is in KMS of one key. */
export interface MemoryKey {
  status: string;
  state: string;
  createdOn: Date;
  material?: Uint8Array;
  deletionDate?: Date;
  tableName?: string;
  appId?: number;
  fingerprint?: string;
  replacedBy?: string;
  replacedOn?: Date;
}

const DAY_MILLISECONDS = 86_400_000;

/** KMS in memory: what is left of each key after an import or a retirement. `kmsKeysContract` holds it to what KMS does. */
export function memoryKeys(now: () => Date = () => new Date('2026-11-21T10:00:00Z')) {
  const left = new Map<string, MemoryKey>();
  const keyAt = (arn: string) => {
    const key = left.get(arn);
    if (key === undefined) {
      throw new Error(`there is no key ${arn}`);
    }
    return key;
  };
  const keys: KmsKeys = {
    create: async ({ appId, tableName, fingerprint }) => {
      const arn = `arn:key-${left.size + 1}`;
      left.set(arn, { status: 'Active', state: 'PendingImport', createdOn: now(), appId, tableName, fingerprint });
      return arn;
    },
    importMaterial: async ({ keyArn, pkcs8 }) => {
      Object.assign(keyAt(keyArn), { material: pkcs8, state: 'Enabled' });
    },
    markFailed: async (keyArn) => {
      keyAt(keyArn).status = 'Failed';
    },
    scheduleDeletion: async (keyArn, days = 7) => {
      const deletionDate = new Date(now().getTime() + days * DAY_MILLISECONDS);
      Object.assign(keyAt(keyArn), { state: 'PendingDeletion', deletionDate });
      return deletionDate;
    },
    markReplaced: async ({ keyArn, replacedBy, replacedOn }, { appId, tableName, fingerprint }) => {
      Object.assign(keyAt(keyArn), {
        replacedBy,
        replacedOn,
        appId,
        tableName,
        ...(fingerprint !== undefined && { fingerprint }),
      });
    },
    retire: async ({ keyArn, replacedBy, replacedOn }) => {
      Object.assign(keyAt(keyArn), { status: 'Inactive', replacedBy, replacedOn });
    },
    disable: async (keyArn) => {
      keyAt(keyArn).state = 'Disabled';
    },
    adopt: async ({ keyArn, tableName }) => {
      Object.assign(keyAt(keyArn), { status: 'Active', tableName });
    },
    tagsOf: async (keyArn) => {
      const { status, tableName, appId } = keyAt(keyArn);
      const tags = { Status: status, AppTable: tableName, AppId: appId };
      return new Map(Object.entries(tags).flatMap(([name, value]) => (value ? [[name, String(value)]] : [])));
    },
  };
  const records: Pick<RecordedKeys, 'read'> = {
    read: async (keyArn): Promise<KeyRecord | undefined> => {
      const key = left.get(keyArn);
      if (key === undefined) {
        return undefined;
      }
      const { material: _, ...record } = key;
      return { keyArn, ...record };
    },
  };
  const signInKms: KmsSigner = async (keyArn, text) => {
    const { material = [], state } = left.get(keyArn) ?? { state: 'not there' };
    if (state !== 'Enabled') return { kind: 'refused', reason: `it is ${state}` };
    const key = createPrivateKey({ key: Buffer.from(material), format: 'der', type: 'pkcs8' });
    return { kind: 'signed', signature: sign('sha256', Buffer.from(text), key) };
  };
  return { keys, records, left, signInKms };
}

/** An App table in memory; `registrationContract` holds it to what DynamoDB does. */
export function memoryRows(...rows: AppRow[]) {
  const table = new Map(rows.map((row) => [row.appId, row]));
  const registrations: AppRegistrations = {
    tableName: 'apps',
    read: async (appId) => table.get(appId),
    list: async () => [...table.values()],
    hostOfRowsWithoutOne: async () => 'https://api.github.com',
    write: async ({ next, seen }) => {
      const row = table.get(next.appId);
      const isUnchanged = row?.kmsKeyArn === seen?.kmsKeyArn && row?.gitHubApiUrl === seen?.gitHubApiUrl;
      if (row?.kmsKeyArn === next.kmsKeyArn) return;
      if (!isUnchanged)
        throw new RegistrationChangedError(`The row of App ${next.appId} was changed by somebody else.`);
      table.set(next.appId, next);
    },
  };
  return { registrations, table };
}
