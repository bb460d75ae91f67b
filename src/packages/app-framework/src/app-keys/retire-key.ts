import type { AppRegistrations } from './app-registration-table';
import type { KeyRecord } from './key-record';
import type { KeyStanding } from './key-standing';
import type { KmsKeys } from './kms-keys';

/** A key that the App does not sign with, and what it is to the App. */
export interface FormerKey {
  readonly record: KeyRecord;
  readonly standing: KeyStanding;
}

/** What became of a key. */
export interface KeyOutcome {
  readonly kmsKeyArn: string;
  readonly fingerprint?: string;
  readonly outcome: 'retired' | 'disabled' | 'waiting' | 'was retired' | 'deletion scheduled' | 'left alone' | 'failed';
  /** When it can be retired. */
  readonly dueOn?: Date;
  readonly deletionDate?: Date;
  readonly reason?: string;
}

/** What a step on one key came to. */
export type StepOutcome = Omit<KeyOutcome, 'kmsKeyArn' | 'fingerprint'>;

/** Collaborators of {@link createKeyRetirer}. */
export interface KeyRetirerCollaborators {
  readonly keys: Pick<KmsKeys, 'markReplaced' | 'retire' | 'disable' | 'scheduleDeletion'>;
  readonly registrations: Pick<AppRegistrations, 'read' | 'tableName'>;
  readonly now: () => Date;
}

/** The App, the key that it signs with, and whether KMS is to delete the others. */
export interface RetirementOfApp {
  readonly appId: number;
  readonly currentKeyArn: string;
  readonly deletionDays: number | undefined;
}

/** The steps that take one former key of an App out of use. Each can be repeated. */
export function createKeyRetirer(collaborators: KeyRetirerCollaborators, app: RetirementOfApp) {
  const { keys, registrations, now } = collaborators;
  const { appId, currentKeyArn, deletionDays } = app;

  /** Since when a key is replaced; written onto it where it does not say so yet. */
  const markedSince = async ({ record, standing }: FormerKey): Promise<Date> => {
    if (standing.kind === 'replaced' && standing.since !== undefined) {
      return standing.since;
    }
    const { keyArn, fingerprint } = record;
    const replacedOn = now();
    const origin = { appId, tableName: registrations.tableName, fingerprint };
    await keys.markReplaced({ keyArn, replacedBy: currentKeyArn, replacedOn }, origin);
    return replacedOn;
  };

  const discard = async ({ record }: FormerKey): Promise<Pick<KeyOutcome, 'deletionDate'>> => {
    const deletionDate = deletionDays && (await keys.scheduleDeletion(record.keyArn, deletionDays));
    return deletionDate ? { deletionDate } : {};
  };

  /** Runs a step unless the App was pointed elsewhere since its row was read, perhaps back at this key. */
  const whileReplaced = async (step: () => Promise<StepOutcome>): Promise<StepOutcome> => {
    const row = await registrations.read(appId);
    return row?.kmsKeyArn === currentKeyArn
      ? step()
      : { outcome: 'waiting', reason: 'the App was pointed at another key meanwhile; run retire-keys again' };
  };

  return {
    markedSince,

    /** Takes a replaced key out of use, once no call can need it. */
    retire: (key: FormerKey, replacedOn: Date) =>
      whileReplaced(async () => {
        await keys.retire({ keyArn: key.record.keyArn, replacedBy: currentKeyArn, replacedOn });
        return { outcome: 'retired', ...(await discard(key)) };
      }),

    /** Takes a key out of use at once. Disabling comes first, because it counts at once and tags do not. */
    stop: (key: FormerKey) =>
      whileReplaced(async () => {
        const { record, standing } = key;
        if (record.state === 'Enabled') {
          await keys.disable(record.keyArn);
        }
        if (standing.kind === 'replaced') {
          const replacedOn = await markedSince(key);
          await keys.retire({ keyArn: record.keyArn, replacedBy: currentKeyArn, replacedOn });
        }
        return { outcome: 'disabled', ...(await discard(key)) };
      }),

    /** Says what a key is that nothing is to be done with but to delete it. */
    async keep(key: FormerKey): Promise<StepOutcome> {
      const { standing, record } = key;
      if (standing.kind === 'foreign') {
        return { outcome: 'left alone', reason: `it belongs to the deployment with table ${standing.tableName}` };
      }
      if (standing.kind === 'unfinished') {
        const reason =
          'it is newer than the key that the App signs with: an import may be under way. After an hour it counts as replaced';
        return { outcome: 'left alone', reason };
      }
      if (record.state === 'PendingDeletion') {
        const { deletionDate } = record;
        return { outcome: 'deletion scheduled', ...(deletionDate !== undefined && { deletionDate }) };
      }
      const why = standing.kind === 'failed' ? { reason: 'its import failed, and nothing ever signed with it' } : {};
      return { outcome: 'was retired', ...why, ...(await discard(key)) };
    },
  };
}
