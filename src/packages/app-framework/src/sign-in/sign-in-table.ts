import { createHash, randomUUID } from 'node:crypto';
import { AwsCallError, patientCall } from '../aws/patient-call';
import { createTableCall, everyItem } from '../aws/table-call';
import { textOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';
import { type Ask, askKey, askOf } from '../user-tokens/asks-table';
import { type PairToStore, pairItem } from '../user-tokens/pair-item';

export type SignIns = ReturnType<typeof createSignIns>;

/** What a callback that holds writes, all of it or nothing. */
export interface SignInToKeep {
  readonly state: string;
  readonly toStore: PairToStore;
  /** The pair that is there now; absent where there is none. */
  readonly replaces: string | undefined;
  /** The ask that it answers. */
  readonly ask: Ask | undefined;
  /** What the browser is shown when it comes again. */
  readonly result: string;
}

/** `used`: the state was used before; `ask`: the ask was answered, or its time is over; `pair`: another pair is there by now. */
export type Kept = 'kept' | 'used' | 'ask' | 'pair';

/** So long it is known that a state was used: longer than a browser keeps its cookie. */
const nonceSeconds = 2 * 3_600;
const waiting = 'ask';

/** States that were used, and asks that were answered. Each method throws AwsCallError. */
export function createSignIns({
  authStateTableName,
  userTokensTableName,
  now = () => new Date(),
}: {
  readonly authStateTableName: string;
  readonly userTokensTableName: string;
  readonly now?: () => Date;
}) {
  const call = createTableCall(authStateTableName);

  return {
    /** What a state led to; absent where it was not used. */
    async resultOf(state: string, remainingMilliseconds: () => number): Promise<string | undefined> {
      const input = { Key: nonceKey(state), ConsistentRead: true };
      return textOf(field(await call({ operation: 'GetItem', input, remainingMilliseconds }), 'Item'), 'Result');
    },

    async keep(signIn: SignInToKeep, remainingMilliseconds: () => number): Promise<Kept> {
      const { state, toStore, replaces, ask, result } = signIn;
      const time = now();
      const nonce = {
        ...nonceKey(state),
        Result: { S: result },
        TTL: { N: String(Math.ceil(time.getTime() / 1_000) + nonceSeconds) },
      };
      const pairCondition =
        replaces === undefined
          ? { ConditionExpression: 'attribute_not_exists(Version)' }
          : { ConditionExpression: 'Version = :old', ExpressionAttributeValues: { ':old': { S: replaces } } };
      const TransactItems = [
        {
          Put: {
            TableName: authStateTableName,
            Item: nonce,
            ConditionExpression: 'attribute_not_exists(StateNonce)',
          },
        },
        { Put: { TableName: userTokensTableName, Item: pairItem(toStore), ...pairCondition } },
        ...(ask ? [{ Update: { TableName: authStateTableName, ...answering(signIn, ask, time) } }] : []),
      ];
      try {
        await patientCall({
          service: 'dynamodb',
          target: 'DynamoDB_20120810.TransactWriteItems',
          // The same writes sent again after a lost answer are known by this.
          input: { TransactItems, ClientRequestToken: randomUUID() },
          remainingMilliseconds,
        });
        return 'kept';
      } catch (error) {
        const failed = error instanceof AwsCallError ? failedItem(error) : undefined;
        if (failed === undefined) throw error;
        return failed;
      }
    },

    /** Asks that were answered before this time, whose handler is still to be called; those that wait longest come first. */
    async *waiting(before: Date, remainingMilliseconds: () => number): AsyncGenerator<Ask> {
      const input = {
        IndexName: 'WaitingIndex',
        KeyConditionExpression: 'Waiting = :waiting AND AnsweredAt < :before',
        ExpressionAttributeValues: { ':waiting': { S: waiting }, ':before': { S: before.toISOString() } },
      };
      for await (const item of everyItem(call, { operation: 'Query', input, remainingMilliseconds })) {
        const ask = askOf(item);
        if (ask) yield ask;
      }
    },
  };

  /** Only whom the pair is of, at the host that it is of, answers an ask. */
  function answering({ toStore }: SignInToKeep, ask: Ask, time: Date) {
    return {
      Key: askKey(ask.id),
      UpdateExpression: 'SET #state = :answered, Waiting = :waiting, AnsweredAt = :at',
      ConditionExpression:
        'Secret = :secret AND #state = :open AND UserId = :user AND #host = :host AND ClientId = :client AND #until > :now',
      ExpressionAttributeNames: { '#state': 'State', '#until': 'Until', '#host': 'Host' },
      ExpressionAttributeValues: {
        ':host': { S: toStore.whose.host },
        ':client': { S: toStore.whose.clientId },
        ':answered': { S: 'answered' },
        ':open': { S: 'open' },
        ':waiting': { S: waiting },
        ':at': { S: time.toISOString() },
        ':secret': { S: ask.id.slice(25) },
        ':user': { N: String(toStore.whose.userId) },
        ':now': { N: String(time.getTime()) },
      },
    };
  }
}

/** Only its hash is kept. */
function nonceKey(state: string) {
  return { StateNonce: { S: `state#${createHash('sha256').update(state).digest('hex')}` } };
}

/** Which write was refused (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html). */
function failedItem({ code, answer }: AwsCallError): Kept | undefined {
  if (code !== 'TransactionCanceledException') return undefined;
  const reasons = field(answer, 'CancellationReasons');
  const codes = Array.isArray(reasons) ? reasons.map((reason) => field(reason, 'Code')) : [];
  const of: readonly Kept[] = ['used', 'pair', 'ask'];
  // A conflict with another transaction of the moment says nothing yet: whoever comes again finds out.
  return of[codes.indexOf('ConditionalCheckFailed')] ?? (codes.includes('TransactionConflict') ? 'pair' : undefined);
}
