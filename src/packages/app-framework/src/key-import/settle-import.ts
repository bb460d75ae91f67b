import type { KeyObject } from 'node:crypto';
import type { AppRegistrations } from '../app-keys/app-registration-table';
import type { KmsKeys } from '../app-keys/kms-keys';
import type { RecordedKeys } from '../app-keys/recorded-keys';
import type { RunStep } from './import-steps';

/** The key that signs for an App from now on. */
export interface LiveKey {
  readonly appId: number;
  readonly gitHubApiUrl: string;
  readonly kmsKeyArn: string;
  readonly publicKey: KeyObject;
}

/** A part that did not succeed after the key went live, and what is to be done by hand. */
export interface FollowUp {
  readonly reason: string;
  readonly todo: string;
}

/** What is to be settled once a key is live. */
export interface LiveImport {
  readonly keys: Pick<KmsKeys, 'markReplaced'>;
  readonly records: Pick<RecordedKeys, 'read'>;
  readonly registrations: Pick<AppRegistrations, 'tableName'>;
  readonly now: () => Date;
  readonly step: RunStep;
  readonly proveDeployment?: (live: LiveKey) => Promise<void>;
  readonly live: LiveKey;
  readonly replacedKeyArn: string | undefined;
}

/** How settling went. */
export interface SettledImport {
  readonly deployment: 'proven' | 'not proven' | 'not asked';
  readonly retirement: 'to do' | 'nothing to do';
  readonly followUps: readonly FollowUp[];
}

/** Keys of version 0.0 are tagged for no table, and operators may tag only keys of their own. */
class KeyOfNobodyError extends Error {
  override readonly name = 'KeyOfNobodyError';

  constructor(kmsKeyArn: string, cause: unknown) {
    const message = cause instanceof Error ? cause.message : String(cause);
    super(
      `${message} The key ${kmsKeyArn} is tagged for no deployment, as those of version 0.0 are, so only an administrator may tag it: no function of this deployment can sign with it.`,
      { cause },
    );
  }
}

/**
 * Proves the deployed functions, if that is asked for, and says on the key that signed before that another took its place. Never throws and never
 * touches the live key. While the functions were to be proven and are not, the old key is not marked, so that its wait does not begin: they may
 * still need it.
 */
export async function settleImport(settling: LiveImport): Promise<SettledImport> {
  const { step, proveDeployment, live, replacedKeyArn } = settling;
  const followUps: FollowUp[] = [];
  const attempt = async <T>(name: string, todo: string, run: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await step(name, run);
    } catch (error) {
      followUps.push({ reason: error instanceof Error ? error.message : String(error), todo });
      return undefined;
    }
  };
  const hasReplaced = replacedKeyArn !== undefined && replacedKeyArn !== live.kmsKeyArn;

  if (proveDeployment !== undefined) {
    const check = `Find out why, then check with "get-app-token ${live.appId}".`;
    const todo = hasReplaced ? `${check} After that: ${retireLater(replacedKeyArn, settling)}` : check;
    await attempt('prove that the deployed functions reach GitHub with the new key', todo, () => proveDeployment(live));
    if (followUps.length > 0) {
      return { deployment: 'not proven', retirement: hasReplaced ? 'to do' : 'nothing to do', followUps };
    }
  }
  const deployment = proveDeployment === undefined ? 'not asked' : 'proven';
  if (!hasReplaced) {
    return { deployment, retirement: 'nothing to do', followUps };
  }
  const retirement = await attempt('mark the key that signed before', retireLater(replacedKeyArn, settling), () =>
    markReplaced(replacedKeyArn, settling),
  );
  return { deployment, retirement: retirement ?? 'to do', followUps };
}

async function markReplaced(
  replacedKeyArn: string,
  { keys, records, registrations: { tableName }, now, live }: LiveImport,
): Promise<SettledImport['retirement']> {
  const record = await records.read(replacedKeyArn);
  const isForeign = record?.tableName !== undefined && record.tableName !== tableName;
  // The key of another deployment came here with a restored row, and the other deployment signs with it.
  if (record === undefined || record.state === 'PendingDeletion' || isForeign) {
    return 'nothing to do';
  }
  const isOfNobody = record.tableName === undefined;
  await keys
    .markReplaced(
      { keyArn: replacedKeyArn, replacedBy: live.kmsKeyArn, replacedOn: now() },
      { appId: live.appId, tableName, fingerprint: record.fingerprint },
    )
    .catch((cause) => {
      throw isOfNobody ? new KeyOfNobodyError(replacedKeyArn, cause) : cause;
    });
  return 'to do';
}

function retireLater(
  replacedKeyArn: string,
  { live, registrations: { tableName } }: Pick<LiveImport, 'live' | 'registrations'>,
): string {
  return `The old key ${replacedKeyArn} may still sign. Retire it: retire-keys --app-id ${live.appId} --table ${tableName}`;
}
