import { sign } from 'node:crypto';
import type { AppRegistrations } from '../app-keys/app-registration-table';
import { keyFingerprint } from '../app-keys/key-fingerprint';
import type { KmsKeys } from '../app-keys/kms-keys';
import type { PrivateKey } from '../app-keys/private-key';
import type { RecordedKeys } from '../app-keys/recorded-keys';
import type { AppRow } from '../app-tokens/app-table';
import type { KmsSigner } from '../app-tokens/kms-signer';
import { discardKey } from './discard-key';
import { createSteps, type RunStep, type StepsCollaborators } from './import-steps';
import { interruptibleWait } from './interruptible-wait';
import { createNewKeyPatience, KmsRefusedError, type NewKeyPatienceCollaborators } from './new-key-patience';
import type { ProveApp } from './prove-app';
import { type FollowUp, type LiveKey, settleImport } from './settle-import';

/** Collaborators of {@link createKeyImport}. */
export interface KeyImportCollaborators
  extends StepsCollaborators,
    Partial<Pick<NewKeyPatienceCollaborators, 'wait' | 'reportWaiting'>> {
  readonly keys: KmsKeys;
  readonly records: Pick<RecordedKeys, 'read'>;
  readonly registrations: AppRegistrations;
  readonly proveApp: ProveApp;
  readonly signInKms: KmsSigner;
  /** Proves that the deployed functions sign with the new key. Absent: it is not proven. */
  readonly proveDeployment?: (live: LiveKey) => Promise<void>;
  /** Looked at before each step and at each wait until the key is live; an abort is then a failure like any other. */
  readonly signal?: AbortSignal;
}

/** What to import. */
export interface KeyToImport {
  readonly appId: number;
  readonly privateKey: PrivateKey;
  /** Base URL of the REST API, such as `https://api.github.com` or `https://HOST/api/v3`. */
  readonly gitHubApiUrl: string;
}

/** A key that is live. */
export interface ImportedKey {
  readonly appId: number;
  readonly appSlug: string;
  readonly gitHubApiUrl: string;
  readonly kmsKeyArn: string;
  /** As the settings page of the App shows it. */
  readonly fingerprint: string;
  readonly replacedKeyArn?: string;
  /** `to do`: the key that signed before is still usable, and `retire-keys` takes it out of use once no call needs it. */
  readonly retirement: 'to do' | 'nothing to do';
  readonly deployment: 'proven' | 'not proven' | 'not asked';
  /** What did not succeed after the key went live; empty where everything did. */
  readonly followUps: readonly FollowUp[];
}

/** The import cannot be done as asked. Nothing was created. */
export class ImportRefusedError extends Error {
  override readonly name = 'ImportRefusedError';
}

/** How long the cleaning up after a failure waits for KMS to know the key that is to go: nobody can interrupt it. */
const CLEANING_UP_MILLISECONDS = 60_000;

/**
 * Imports the private key of a GitHub App: proves that GitHub takes it for this App, gives it to KMS, proves it again through KMS,
 * points the App's row at it, and says on the key that signed before that another took its place. That one stays usable: function processes may
 * still name it, and `createKeyRetirement` takes it out of use later.
 *
 * KMS may take minutes to know a new key everywhere. Until five minutes after it was made, what it refuses for that reason is tried again, and
 * `reportWaiting` is told.
 *
 * Until the row is written nothing changes for callers: whatever fails throws, and a key that was created by then is tagged Failed and
 * scheduled for deletion. Once the row is written the new key is never touched: what fails then stands in `followUps`.
 * @throws ImportRefusedError, StepFailedError, or KeyImportFailedError where a KMS key was created before the failure
 */
export function createKeyImport(collaborators: KeyImportCollaborators) {
  const {
    keys,
    registrations,
    proveApp,
    signInKms,
    signal,
    now,
    reportWaiting,
    wait = interruptibleWait,
  } = collaborators;
  const step = createSteps(collaborators);
  const stepBeforeLive: RunStep = (name, run) => {
    signal?.throwIfAborted();
    return step(name, run);
  };

  const hostOf = async (row: AppRow): Promise<string> =>
    row.gitHubApiUrl ??
    stepBeforeLive(`look which host rows without one are for in table ${registrations.tableName}`, () =>
      registrations.hostOfRowsWithoutOne(),
    );

  return async function importKey({ appId, privateKey, gitHubApiUrl }: KeyToImport): Promise<ImportedKey> {
    const seen = await stepBeforeLive(`read the row of App ${appId} in table ${registrations.tableName}`, () =>
      registrations.read(appId),
    );
    if (seen !== undefined) refuseOtherHost(appId, { registered: await hostOf(seen), gitHubApiUrl });
    const app = await stepBeforeLive(`prove to ${gitHubApiUrl} that this key is of App ${appId}`, () =>
      proveApp({ appId, gitHubApiUrl, sign: async (text) => sign('sha256', Buffer.from(text), privateKey.key) }),
    );
    const fingerprint = keyFingerprint(privateKey.publicKey.export({ type: 'spki', format: 'der' }));
    const kmsKeyArn = await stepBeforeLive('create a KMS key', () =>
      keys.create({ appId, tableName: registrations.tableName, bits: privateKey.bits, fingerprint }),
    );
    const waiting = { now, wait, ...(reportWaiting && { reportWaiting }) };
    const withPatience = createNewKeyPatience({ ...waiting, ...(signal && { signal }) });
    const stepWithPatience: RunStep = (name, run) => stepBeforeLive(name, () => withPatience(name, async () => run()));
    try {
      await stepWithPatience('import the key material into KMS', () =>
        keys.importMaterial({ keyArn: kmsKeyArn, pkcs8: privateKey.pkcs8 }),
      );
      await stepWithPatience(`prove to ${gitHubApiUrl} that KMS signs for App ${appId}`, () =>
        proveApp({ appId, gitHubApiUrl, sign: (text) => signOrThrow(signInKms, { kmsKeyArn, text }) }),
      );
      await stepBeforeLive(`point App ${appId} at the new key in table ${registrations.tableName}`, () =>
        registrations.write({ next: { appId, kmsKeyArn, gitHubApiUrl }, seen }),
      );
    } catch (error) {
      const cleaningUp = createNewKeyPatience({ ...waiting, patienceMilliseconds: CLEANING_UP_MILLISECONDS });
      throw await discardKey({ keys, kmsKeyArn, error, withPatience: cleaningUp });
    }
    const live = { appId, gitHubApiUrl, kmsKeyArn, publicKey: privateKey.publicKey };
    return {
      appId,
      appSlug: app.slug,
      gitHubApiUrl,
      kmsKeyArn,
      fingerprint,
      ...(seen !== undefined && { replacedKeyArn: seen.kmsKeyArn }),
      ...(await settleImport({ ...collaborators, step, live, replacedKeyArn: seen?.kmsKeyArn })),
    };
  };
}

async function signOrThrow(
  signInKms: KmsSigner,
  { kmsKeyArn, text }: { kmsKeyArn: string; text: string },
): Promise<Uint8Array> {
  const signed = await signInKms(kmsKeyArn, text);
  if (signed.kind === 'refused') {
    throw new KmsRefusedError(`KMS refuses to sign with the new key: ${signed.reason}.`, signed.mayPass ?? false);
  }
  return signed.signature;
}

interface HostsOfApp {
  readonly registered: string;
  readonly gitHubApiUrl: string;
}

function refuseOtherHost(appId: number, { registered, gitHubApiUrl }: HostsOfApp): void {
  if (registered === gitHubApiUrl) return;
  throw new ImportRefusedError(
    `App ${appId} is registered for ${registered} in this deployment, and the key to import is for ${gitHubApiUrl}. One App id belongs to one host in a deployment: import with --github-api-url ${registered}, use another deployment, or delete the row of the App first.`,
  );
}
