import { createPrivateKey, type createPublicKey, sign, verify } from 'node:crypto';
import type { AppRow } from './app-table';
import type { KeyImportCollaborators } from './import-key';
import type { KeyStore } from './key-store';
import type { ProveApp } from './prove-app';

/** KMS in memory: what is left of each key after an import. */
export function memoryKeys() {
  const left = new Map<
    string,
    { status: string; material?: Uint8Array; deletion?: 'scheduled'; replacedBy?: string }
  >();
  const keyAt = (arn: string) => {
    const key = left.get(arn);
    if (key === undefined) {
      throw new Error(`there is no key ${arn}`);
    }
    return key;
  };
  const keys: KeyStore = {
    create: async () => {
      const arn = `arn:key-${left.size + 1}`;
      left.set(arn, { status: 'Active' });
      return arn;
    },
    importMaterial: async ({ keyArn, pkcs8 }) => {
      keyAt(keyArn).material = pkcs8;
    },
    markFailed: async (keyArn) => {
      keyAt(keyArn).status = 'Failed';
    },
    scheduleDeletion: async (keyArn) => {
      keyAt(keyArn).deletion = 'scheduled';
    },
    retire: async ({ keyArn, replacedBy }) => {
      Object.assign(keyAt(keyArn), { status: 'Inactive', replacedBy });
    },
    adopt: async () => {},
    tagsOf: async () => new Map(),
  };
  const signInKms: KeyImportCollaborators['signInKms'] = async (keyArn, text) => {
    const key = createPrivateKey({ key: Buffer.from(keyAt(keyArn).material ?? []), format: 'der', type: 'pkcs8' });
    return { kind: 'signed', signature: sign('sha256', Buffer.from(text), key) };
  };
  return { keys, left, signInKms };
}

/** An App table in memory. */
export function memoryRows(...rows: AppRow[]) {
  const table = new Map(rows.map((row) => [row.appId, row]));
  const registrations: KeyImportCollaborators['registrations'] = {
    tableName: 'apps',
    read: async (appId) => table.get(appId),
    list: async () => [...table.values()],
    write: async ({ next }) => {
      table.set(next.appId, next);
    },
  };
  return { registrations, table };
}

/** A GitHub that knows App 7 by the public half of its key. */
export const gitHubOf: (knownKey: Parameters<typeof createPublicKey>[0]) => ProveApp =
  (knownKey) =>
  async ({ appId, sign: signText }) => {
    const text = `app ${appId}`;
    if (!verify('sha256', Buffer.from(text), knownKey, await signText(text))) {
      throw new Error('GitHub answered 401');
    }
    return { appId, slug: 'octo-app' };
  };
