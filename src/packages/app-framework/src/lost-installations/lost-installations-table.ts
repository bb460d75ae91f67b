import { conditionHolds, createTableCall } from '../aws/table-call';
import { textOf, timeOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';
import { retentionSeconds } from '../webhooks/ledger-keys';

/** An installation of an App, which never gets the id of another. */
export interface InstallationPlace {
  readonly host: string;
  readonly appId: number;
  readonly installationId: number;
}

/** What GitHub said of whether the App is there. */
export interface LossNews {
  /** `gone` for good, `away` until it is `back`. */
  readonly kind: 'gone' | 'away' | 'back';
  /** In words for people; of what is `back` there is none. */
  readonly reason?: string;
  /** Since when: news may come late, and in any order. */
  readonly at: Date;
}

export interface LostCollaborators {
  readonly tableName: string;
  /** Of the table of installations, which is brought up to date with GitHub's list. */
  readonly installationTableName: string;
  readonly now?: () => Date;
}

/** The look at GitHub's list, every half hour, has come by since. */
const toldLongAgoMilliseconds = 3_600_000;

export type LostInstallations = ReturnType<typeof createLostInstallations>;
type Timed = () => number;

/**
 * Rows of the Jobs table that tell which installations the App has lost: events of theirs may come for hours, and a delivery may be replayed. They stay
 * as long as those are kept. All throw AwsCallError.
 */
export function createLostInstallations({
  tableName,
  installationTableName,
  now = () => new Date(),
}: LostCollaborators) {
  const call = createTableCall(tableName);
  const read = createRowReader(tableName);
  const callInstallations = createTableCall(installationTableName);

  /** Whether GitHub lists the App there, and not as suspended. */
  async function isListed({ appId, installationId }: InstallationPlace, remainingMilliseconds: Timed) {
    const input = {
      IndexName: 'InstallationID',
      KeyConditionExpression: 'InstallationId = :installation AND AppId = :app',
      ExpressionAttributeValues: { ':installation': { N: String(installationId) }, ':app': { N: String(appId) } },
    };
    const items = field(await callInstallations({ operation: 'Query', input, remainingMilliseconds }), 'Items');
    return Array.isArray(items) && items.some((item) => textOf(item, 'SuspendedAt') === undefined);
  }

  return {
    /** Why nothing may begin there; absent where it may. That the App is back may be told to nobody: after an hour the table of installations knows. */
    async reasonOf(place: InstallationPlace, remainingMilliseconds: Timed): Promise<string | undefined> {
      const item = await read(place, remainingMilliseconds);
      const [reason, toldAt] = [textOf(item, 'LostReason'), timeOf(item, 'ToldAt')];
      const isAway = reason !== undefined && textOf(item, 'GoneFor') === undefined;
      const isOld = toldAt !== undefined && now().getTime() - toldAt.getTime() > toldLongAgoMilliseconds;
      return isAway && isOld && (await isListed(place, remainingMilliseconds)) ? undefined : reason;
    },

    /** False where something newer is known, or that it is gone, which is the last that there is. */
    note(place: InstallationPlace, { kind, reason, at }: LossNews, remainingMilliseconds: Timed): Promise<boolean> {
      const input = {
        Item: {
          ...keyOf(place),
          ...(reason !== undefined && { LostReason: { S: reason } }),
          ...(kind === 'gone' && { GoneFor: { S: 'good' } }),
          ToldAt: { S: at.toISOString() },
          ExpiresAt: { N: String(Math.floor(now().getTime() / 1_000) + retentionSeconds) },
        },
        ...(kind !== 'gone' && {
          ConditionExpression: 'attribute_not_exists(JobId) OR (attribute_not_exists(GoneFor) AND ToldAt <= :at)',
          ExpressionAttributeValues: { ':at': { S: at.toISOString() } },
        }),
      };
      return conditionHolds(call({ operation: 'PutItem', input, remainingMilliseconds }));
    },
  };
}

export type IsGone = ReturnType<typeof createGoneInstallations>;

/** Whether an installation is gone for good, for who does not know its host: an App is on one. Throws AwsCallError. */
export function createGoneInstallations({ tableName, hosts }: GoneCollaborators) {
  const read = createRowReader(tableName);
  return async function isGone(place: Omit<InstallationPlace, 'host'>, remainingMilliseconds: Timed): Promise<boolean> {
    for (const host of hosts) {
      const item = await read({ host, ...place }, remainingMilliseconds);
      if (textOf(item, 'GoneFor') !== undefined) return true;
    }
    return false;
  };
}

export interface GoneCollaborators {
  readonly tableName: string;
  readonly hosts: readonly string[];
}

function createRowReader(tableName: string) {
  const call = createTableCall(tableName);
  return async function read(place: InstallationPlace, remainingMilliseconds: Timed): Promise<unknown> {
    const input = { Key: keyOf(place), ConsistentRead: true };
    return field(await call({ operation: 'GetItem', input, remainingMilliseconds }), 'Item');
  };
}

function keyOf({ host, appId, installationId }: InstallationPlace) {
  return { JobId: { S: `lost#${host}#${appId}#${installationId}` } };
}
