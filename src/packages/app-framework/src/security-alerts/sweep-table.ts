import { createTableCall } from '../aws/table-call';
import { numberOf, textOf, timeOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';
import type { GitHubEventDetail } from '../webhooks/github-event';

/** How the heads of a repository stand. */
export interface Standing {
  /** When the last sweep that came to its end began to read: what arrived before that is in their checks already. */
  readonly from?: Date;
  /** What it judged by. */
  readonly digest?: string;
  /** One that was cut short. */
  readonly part?: SweepPart;
  /** Whether an event was given up since, and nobody judged what it was about. */
  readonly isOwed: boolean;
}

/** A sweep that goes on where it stopped, as long as what it judges by is the same. */
export interface SweepPart {
  readonly from: Date;
  readonly digest: string;
  /** Heads of pull requests with lower numbers are still to be judged. */
  readonly below: number;
}

export type SweepTable = ReturnType<typeof createSweepTable>;

const keptSeconds = 7 * 24 * 3_600;

/** Remembers how the heads of one repository stand. All throw AwsCallError. */
export function createSweepTable({ tableName, detail, remainingMilliseconds }: SweepTableSettings) {
  const call = createTableCall(tableName);
  const update = (expression: string, values: object, from: Date) => {
    const input = {
      Key: effectKeyOf(detail, 'swept'),
      UpdateExpression: expression,
      ExpressionAttributeValues: { ...values, ':expires': expiry(from) },
      ReturnValues: 'ALL_NEW',
    };
    return call({ operation: 'UpdateItem', input, remainingMilliseconds });
  };

  return {
    async standing(): Promise<Standing> {
      // Handlers may update rows of their own kind, and read none.
      const row = field(await update('SET ExpiresAt = :expires', {}, new Date(detail.received_at)), 'Attributes');
      const [from, owed, partFrom] = ['SweptFrom', 'OwedAt', 'PartFrom'].map((name) => timeOf(row, name));
      const [digest, partDigest, below] = [textOf(row, 'SweptBy'), textOf(row, 'PartBy'), numberOf(row, 'PartBelow')];
      const isPart = partFrom && partDigest !== undefined && below !== undefined;
      return {
        ...(from && { from }),
        ...(digest !== undefined && { digest }),
        ...(isPart && { part: { from: partFrom, digest: partDigest, below } }),
        isOwed: owed !== undefined && !(from && from > owed),
      };
    },

    async note({ from, digest }: Pick<SweepPart, 'from' | 'digest'>): Promise<void> {
      const values = { ':from': { S: from.toISOString() }, ':by': { S: digest } };
      const expression =
        'SET SweptFrom = :from, SweptBy = :by, ExpiresAt = :expires REMOVE PartFrom, PartBy, PartBelow';
      await update(expression, values, from);
    },

    async notePart({ from, digest, below }: SweepPart): Promise<void> {
      const values = { ':from': { S: from.toISOString() }, ':by': { S: digest }, ':below': { N: String(below) } };
      await update('SET PartFrom = :from, PartBy = :by, PartBelow = :below, ExpiresAt = :expires', values, from);
    },

    /** The next event of the repository has all heads judged, whatever it is about. */
    async owe(at: Date): Promise<void> {
      await update('SET OwedAt = :at, ExpiresAt = :expires', { ':at': { S: at.toISOString() } }, at);
    },
  };
}

export interface SweepTableSettings {
  readonly tableName: string;
  readonly detail: GitHubEventDetail;
  readonly remainingMilliseconds: () => number;
}

/** Beside what handlers count of their effects, where their role lets them write. */
export function effectKeyOf({ host, app_id: appId, repository }: GitHubEventDetail, part: string) {
  return {
    Delivery: { S: `effects#${host}#${appId}#security-alerts#${repository?.id ?? 0}` },
    Part: { S: part },
  };
}

export function expiry(from: Date) {
  return { N: String(Math.floor(from.getTime() / 1_000) + keptSeconds) };
}
