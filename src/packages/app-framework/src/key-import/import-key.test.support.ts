import { createHash, generateKeyPairSync } from 'node:crypto';
import { memoryKeys, memoryRows } from '../app-keys/memory-keys.test.support';
import { parsePrivateKey } from '../app-keys/private-key';
import type { AppRow } from '../app-tokens/app-table';
import { createKeyImport, type KeyImportCollaborators } from './import-key';
import { gitHubOf } from './known-app.test.support';

export const gitHubApiUrl = 'https://api.github.com';
export const ofTheApp = parsePrivateKey(
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
);
export const request = { appId: 7, privateKey: ofTheApp, gitHubApiUrl };
const der = ofTheApp.publicKey.export({ type: 'spki', format: 'der' });
export const fingerprint = `SHA256:${createHash('sha256').update(der).digest('base64')}`;
export const today = new Date('2026-11-21T10:00:00Z');
export const newKey = {
  status: 'Active',
  state: 'Enabled',
  createdOn: today,
  appId: 7,
  tableName: 'apps',
  fingerprint,
  material: ofTheApp.pkcs8,
};
export const oldKey = { status: 'Active', state: 'Enabled', createdOn: new Date('2026-01-01T00:00:00Z') };

export function setUp(
  options: { rows?: AppRow[]; overrides?: (base: KeyImportCollaborators) => Partial<KeyImportCollaborators> } = {},
) {
  const { keys, records, left, signInKms } = memoryKeys();
  const { registrations, table } = memoryRows(...(options.rows ?? []));
  const steps: string[] = [];
  const base: KeyImportCollaborators = {
    keys,
    records,
    registrations,
    proveApp: gitHubOf(ofTheApp.publicKey),
    signInKms,
    now: () => today,
    report: ({ step }) => steps.push(step),
  };
  const importKey = createKeyImport({ ...base, ...options.overrides?.(base) });
  return { importKey, keys: left, rows: table, steps };
}

export const fail = (message: string) => async (): Promise<never> => {
  throw new Error(message);
};
export const oldRow = { appId: 7, kmsKeyArn: 'arn:key-1', gitHubApiUrl };

/** A deployment in which App 7 already signs with `arn:key-1`. */
export async function setUpRotation(overrides?: (base: KeyImportCollaborators) => Partial<KeyImportCollaborators>) {
  const set = setUp({ rows: [oldRow], ...(overrides !== undefined && { overrides }) });
  set.keys.set('arn:key-1', { ...oldKey, material: ofTheApp.pkcs8 });
  return set;
}
