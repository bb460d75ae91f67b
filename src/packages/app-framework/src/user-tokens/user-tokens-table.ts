import { createTableCall, isUnmetCondition } from '../aws/table-call';
import { textOf } from '../aws/table-item';
import type { Timed } from '../github/oauth';
import { field } from '../lambda/parsed-json';
import { type PairToStore, pairItem, pairKey, pairOf } from './pair-item';
import type { PairIdentity, StoredPair } from './user-pair';

export type UserTokens = ReturnType<typeof createUserTokens>;
export interface Lease {
  readonly owner: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** What a write rests on: the pair that was read is still the one that is kept. */
export interface OfVersion {
  readonly whose: PairIdentity;
  readonly version: string;
}

/** Pairs of people, each write on its condition. Each method throws AwsCallError. */
export function createUserTokens({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);

  /** `false` where the condition does not hold. A write that was repeated after its answer was lost finds itself by `isOurs`. */
  async function written(operation: string, input: object, timed: Timed, isOurs: (item: unknown) => boolean) {
    try {
      const asking = { ...input, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
      await call({ operation, input: asking, ...timed });
      return true;
    } catch (error) {
      if (!isUnmetCondition(error)) throw error;
      return isOurs(field(error.answer, 'Item'));
    }
  }

  const update = (
    { whose, version }: OfVersion,
    { set, remove = '', condition = '', values = {} }: Change,
    timed: Timed,
    isOurs: (item: unknown) => boolean = () => false,
  ) =>
    written(
      'UpdateItem',
      {
        Key: pairKey(whose),
        UpdateExpression: `SET ${set}${remove && ` REMOVE ${remove}`}`,
        ConditionExpression: `Version = :version${condition && ` AND ${condition}`}`,
        ExpressionAttributeValues: { ':version': { S: version }, ...values },
      },
      timed,
      isOurs,
    );

  return {
    async read(whose: PairIdentity, timed: Timed): Promise<StoredPair | undefined> {
      const answer = await call({
        operation: 'GetItem',
        input: { Key: pairKey(whose), ConsistentRead: true },
        ...timed,
      });
      return pairOf(field(answer, 'Item'));
    },

    /** Takes the right to refresh this pair; false where somebody has it, or the pair is another by now. */
    claim(of: OfVersion, { owner, until, now }: Lease & { readonly now: number }, timed: Timed): Promise<boolean> {
      return update(
        of,
        {
          set: 'LeaseOwner = :owner, LeaseUntil = :until',
          condition: '(attribute_not_exists(LeaseOwner) OR LeaseUntil < :now)',
          values: { ':owner': { S: owner }, ':until': { N: String(until) }, ':now': { N: String(now) } },
        },
        timed,
        (item) => textOf(item, 'LeaseOwner') === owner,
      );
    },

    /** Gives the right to refresh back. */
    release(of: OfVersion, owner: string, timed: Timed): Promise<boolean> {
      const values = { ':owner': { S: owner }, ':past': { N: '0' } };
      return update(of, { set: 'LeaseUntil = :past', condition: 'LeaseOwner = :owner', values }, timed);
    },

    /**
     * Puts a pair in the place of the version that it was refreshed from; false where another one is there by now. Who holds the lease does
     * not matter: GitHub gave out this one, so nobody else has a later one of that version.
     */
    replace(of: OfVersion, next: PairToStore, timed: Timed): Promise<boolean> {
      return written(
        'PutItem',
        {
          Item: pairItem(next),
          ConditionExpression: 'Version = :version',
          ExpressionAttributeValues: { ':version': { S: of.version } },
        },
        timed,
        (item) => textOf(item, 'Version') === next.pair.version,
      );
    },

    /** Keeps that GitHub takes this pair no more; false where another one is there by now. */
    end(of: OfVersion, reason: string, timed: Timed): Promise<boolean> {
      return update(of, { set: 'Ended = :reason', remove: 'LeaseOwner', values: { ':reason': { S: reason } } }, timed);
    },

    /** Takes the row away; false where another pair is there by now. */
    remove({ whose, version }: OfVersion, timed: Timed): Promise<boolean> {
      return written(
        'DeleteItem',
        {
          Key: pairKey(whose),
          ConditionExpression: 'Version = :version',
          ExpressionAttributeValues: { ':version': { S: version } },
        },
        timed,
        (item) => item === undefined,
      );
    },

    /** Keeps when it was used. */
    used(of: OfVersion, now: number, timed: Timed): Promise<boolean> {
      return update(of, { set: 'LastUsed = :at', values: { ':at': { S: new Date(now).toISOString() } } }, timed);
    },
  };
}

interface Change {
  readonly set: string;
  readonly remove?: string;
  readonly condition?: string;
  readonly values?: Readonly<Record<string, object>>;
}
