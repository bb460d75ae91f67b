import type { AppRow } from '../app-tokens/app-table';
import { standingOf } from './key-standing';
import type { RecordedKeys } from './recorded-keys';
import {
  createKeyRetirer,
  type FormerKey,
  type KeyOutcome,
  type KeyRetirerCollaborators,
  type StepOutcome,
} from './retire-key';
import { secondsAfter } from './retirement-wait';

/** Collaborators of {@link createKeyRetirement}. */
export interface KeyRetirementCollaborators extends KeyRetirerCollaborators {
  readonly records: Pick<RecordedKeys, 'read'>;
  /** ARNs of the keys of an App in this deployment. */
  readonly findKeys: (appId: number) => Promise<readonly string[]>;
  /** Waits until a moment, unless the operator leaves before that. */
  readonly waitUntil: (moment: Date) => Promise<'over' | 'left'>;
}

/** Which keys to retire, and how. */
export interface RetirementRequest {
  readonly appId: number;
  /** `after the wait`: when no call can need them. `now`: they are disabled at once, and calls under way may fail. */
  readonly urgency: 'after the wait' | 'now';
  /** How long a key stays usable after it was replaced. */
  readonly waitSeconds: number;
  /** `here`: this call returns after the wait. `elsewhere`: keys whose wait is not over are left to a later call. */
  readonly waiting: 'here' | 'elsewhere';
  /** Has KMS delete retired and failed keys in so many days. */
  readonly deletionDays?: number;
}

/** What became of the keys of an App, but for the one that it signs with. */
export interface Retirement {
  readonly appId: number;
  readonly currentKeyArn: string;
  readonly keys: readonly KeyOutcome[];
}

/** The App has no row, so nobody can say which key it needs. */
export class AppNotRegisteredError extends Error {
  override readonly name = 'AppNotRegisteredError';
}

/** Nothing was retired, because the App would be left without a key that signs. */
export class RetirementRefusedError extends Error {
  override readonly name = 'RetirementRefusedError';
}

/**
 * Retires the keys of an App that others have replaced, and never the one that its row names. May be ended at any moment and called again:
 * what is done and since when stands in the tags of each key.
 *
 * A key goes through these stages, each of them left by one request: replaced without a word of it (the import ended right after the row was
 * written), marked with its successor and the time, and `Inactive` once the wait is over.
 * @throws AppNotRegisteredError, RetirementRefusedError
 */
export function createKeyRetirement(collaborators: KeyRetirementCollaborators) {
  const { records, registrations, findKeys, waitUntil, now } = collaborators;
  const { tableName } = registrations;

  const rowOf = async (appId: number): Promise<AppRow> => {
    const row = await registrations.read(appId);
    if (row === undefined) {
      throw new AppNotRegisteredError(
        `Table ${tableName} has no row for App ${appId}, so it cannot be told which of its keys is needed. Look at the App id and the table; import a key with import-private-key.`,
      );
    }
    return row;
  };

  const formerKeysOf = async ({ appId, urgency }: RetirementRequest, currentKeyArn: string): Promise<FormerKey[]> => {
    const current = await records.read(currentKeyArn);
    if (urgency === 'after the wait' && current?.state !== 'Enabled') {
      throw new RetirementRefusedError(
        `App ${appId} signs with ${currentKeyArn}, which ${current === undefined ? 'does not exist' : `is ${current.state}`} in KMS. Import a key with import-private-key before any other is retired.`,
      );
    }
    const found: FormerKey[] = [];
    for (const keyArn of new Set(await findKeys(appId))) {
      const record = await records.read(keyArn);
      if (record !== undefined && keyArn !== currentKeyArn) {
        const standing = standingOf({ record, tableName, currentKeyArn, current, now: now() });
        found.push({ record, standing });
      }
    }
    return found.sort((a, b) => a.record.createdOn.getTime() - b.record.createdOn.getTime());
  };

  return async function retireKeys(request: RetirementRequest): Promise<Retirement> {
    const { appId, urgency, waitSeconds, waiting, deletionDays } = request;
    const { kmsKeyArn: currentKeyArn } = await rowOf(appId);
    const formerKeys = await formerKeysOf(request, currentKeyArn);
    const retirer = createKeyRetirer(collaborators, { appId, currentKeyArn, deletionDays });
    const outcomes: KeyOutcome[] = [];
    let patience: 'over' | 'left' = waiting === 'here' ? 'over' : 'left';

    const retireInTime = async (key: FormerKey, since: Date): Promise<StepOutcome> => {
      const dueOn = secondsAfter(since, waitSeconds);
      if (dueOn > now() && patience === 'over') {
        patience = await waitUntil(dueOn);
      }
      return dueOn > now() ? { outcome: 'waiting', dueOn } : retirer.retire(key, since);
    };
    const step = async (key: FormerKey, run: () => Promise<StepOutcome>): Promise<void> => {
      outcomes.push({ ...identityOf(key), ...(await run().catch(asOutcome)) });
    };

    const marked: { key: FormerKey; since: Date }[] = [];
    for (const key of formerKeys) {
      if (!isUsable(key)) {
        await step(key, () => (urgency === 'now' && isRetired(key) ? retirer.stop(key) : retirer.keep(key)));
      } else if (urgency === 'now') {
        await step(key, () => retirer.stop(key));
      } else {
        // Marked before any wait begins, so that all of them wait at the same time.
        await retirer.markedSince(key).then(
          (since) => void marked.push({ key, since }),
          (error) => step(key, () => Promise.reject(error)),
        );
      }
    }
    for (const { key, since } of marked.sort((a, b) => a.since.getTime() - b.since.getTime())) {
      await step(key, () => retireInTime(key, since));
    }
    return { appId, currentKeyArn, keys: outcomes };
  };
}

function isUsable({ standing }: FormerKey): boolean {
  return standing.kind === 'replaced';
}

/** Retired by tags only, which a leaked key is not to rely on. */
function isRetired({ standing, record }: FormerKey): boolean {
  return standing.kind === 'retired' && record.state === 'Enabled';
}

function identityOf({ record: { keyArn, fingerprint } }: FormerKey): Pick<KeyOutcome, 'kmsKeyArn' | 'fingerprint'> {
  return { kmsKeyArn: keyArn, ...(fingerprint !== undefined && { fingerprint }) };
}

function asOutcome(error: unknown): StepOutcome {
  return { outcome: 'failed', reason: error instanceof Error ? error.message : String(error) };
}
