import { patientCall } from '../aws/patient-call';
import { isUnmetCondition } from '../aws/table-call';
import { numberOf, textOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';
import type { GitHubEventDetail } from '../webhooks/github-event';
import { hourShard, retentionSeconds, shardOf } from '../webhooks/ledger-keys';

/** One handler's work on one delivery; a replay is work of its own. */
export interface HandlerTask {
  readonly handler: string;
  readonly event: string;
  readonly detail: GitHubEventDetail;
}

/** The work as the ledger tells it to whoever asks for it. */
export type Claim =
  | {
      readonly kind: 'claimed';
      readonly owner: string;
      /** Tries since the work was last let begin anew, with this one. */
      readonly attempts: number;
      /** Tries that only had to wait. */
      readonly waits: number;
      /** Whether a try began before, however long ago: what a redrive gives anew are tries, and not what was written. */
      readonly isRepeated: boolean;
    }
  | { readonly kind: 'done' }
  | { readonly kind: 'parked' }
  | { readonly kind: 'taken'; readonly until: Date };

export interface ClaimTimes {
  readonly owner: string;
  readonly now: Date;
  readonly leaseUntil: Date;
}

export type HandlerLedger = ReturnType<typeof createHandlerLedger>;

/** Rows of the ledger that tell what became of a delivery at a handler. */
export function createHandlerLedger({ tableName }: { readonly tableName: string }) {
  const update = (input: object, remainingMilliseconds: () => number) =>
    patientCall({
      service: 'dynamodb',
      target: 'DynamoDB_20120810.UpdateItem',
      input: { TableName: tableName, ...input },
      remainingMilliseconds,
    });

  /** Only the owner of the lease writes; a late one finds that it is no more. */
  const settle = async (
    task: HandlerTask,
    { owner, set, values, names = {}, remove = 'LeaseUntil' }: Settling,
    remainingMilliseconds: () => number,
  ): Promise<'written' | 'lost'> => {
    try {
      await update(
        {
          Key: keyOf(task),
          UpdateExpression: `SET #status = :status, LastSeenAt = :at${set} REMOVE #owner, ${remove}`,
          ConditionExpression: '#owner = :owner AND #status = :leased',
          ExpressionAttributeNames: { '#status': 'Status', '#owner': 'Owner', ...names },
          ExpressionAttributeValues: { ':owner': { S: owner }, ':leased': { S: 'leased' }, ...values },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
        remainingMilliseconds,
      );
      return 'written';
    } catch (error) {
      if (!isUnmetCondition(error)) throw error;
      // It was repeated because its answer was lost, and finds what it wrote.
      const found = (name: string) => textOf(field(error.answer, 'Item'), name);
      const isWritten = found('Status') === values[':status'].S && found('LastSeenAt') === values[':at'].S;
      return isWritten ? 'written' : 'lost';
    }
  };

  return {
    /** Takes the work, if nobody has it and it is not done. @throws AwsCallError */
    async claim(
      task: HandlerTask,
      { owner, now, leaseUntil }: ClaimTimes,
      remainingMilliseconds: () => number,
    ): Promise<Claim> {
      const { detail } = task;
      const receivedAt = new Date(detail.received_at);
      const shard = shardOf(detail.delivery_id);
      try {
        const answer = await update(
          {
            Key: keyOf(task),
            UpdateExpression:
              'SET #status = :leased, #owner = :owner, LeaseUntil = :until, Attempts = if_not_exists(Attempts, :none) + :one, ' +
              'Begun = if_not_exists(Begun, :none) + :one, FirstSeenAt = if_not_exists(FirstSeenAt, :at), LastSeenAt = :at, ReceivedAt = :received, #handler = :handler, ' +
              '#event = :event, #hour = :hour, ExpiresAt = :expires REMOVE AsideAt',
            ConditionExpression:
              'attribute_not_exists(#status) OR #status = :retry OR (#status = :leased AND LeaseUntil < :now)',
            ExpressionAttributeNames: {
              '#status': 'Status',
              '#owner': 'Owner',
              '#hour': 'Hour',
              '#handler': 'Handler',
              '#event': 'Event',
            },
            ExpressionAttributeValues: {
              ':leased': { S: 'leased' },
              ':retry': { S: 'retry' },
              ':owner': { S: owner },
              ':until': { N: String(leaseUntil.getTime()) },
              ':now': { N: String(now.getTime()) },
              ':none': { N: '0' },
              ':one': { N: '1' },
              ':at': { S: now.toISOString() },
              ':received': { S: detail.received_at },
              ':handler': { S: task.handler },
              ':event': { S: task.event },
              ':hour': { S: hourShard(receivedAt, shard) },
              ':expires': { N: String(Math.floor(receivedAt.getTime() / 1_000) + retentionSeconds) },
            },
            ReturnValues: 'ALL_NEW',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
          remainingMilliseconds,
        );
        return claimedBy(owner, field(answer, 'Attributes'));
      } catch (error) {
        if (!isUnmetCondition(error)) throw error;
        return known(field(error.answer, 'Item'), owner);
      }
    },

    /** The work is done, for good. `lost` where somebody else has taken it over. @throws AwsCallError */
    finish(
      task: HandlerTask,
      { owner, now, note }: Settled & { readonly note?: string | undefined },
      remainingMilliseconds: () => number,
    ): Promise<'written' | 'lost'> {
      const values = {
        ':status': { S: 'done' },
        ':at': { S: now.toISOString() },
        ...(note !== undefined && { ':note': { S: note } }),
      };
      const set = note === undefined ? '' : ', Note = :note';
      return settle(task, { owner, set, values, remove: 'LeaseUntil, Reason' }, remainingMilliseconds);
    },

    /** The work failed and is to be tried again; where it only had to wait that was no attempt. What is set aside has no message, and is brought by the balance. */
    release(
      task: HandlerTask,
      { owner, now, reason, waiting, isAside = false }: Released,
      remainingMilliseconds: () => number,
    ): Promise<'written' | 'lost'> {
      const counts = waiting && { ':attempts': { N: `${waiting.attempts}` }, ':waits': { N: `${waiting.waits}` } };
      const values = {
        ...{ ':status': { S: 'retry' }, ':at': { S: now.toISOString() }, ':reason': { S: reason } },
        ...counts,
      };
      const set = `, Reason = :reason${counts ? ', Attempts = :attempts, Waits = :waits' : ''}${isAside ? ', AsideAt = :at' : ''}`;
      return settle(task, { owner, set, values }, remainingMilliseconds);
    },

    /** The work failed for good, until somebody redrives it. */
    park(
      task: HandlerTask,
      { owner, now, reason }: Settled & { readonly reason: string },
      remainingMilliseconds: () => number,
    ): Promise<'written' | 'lost'> {
      const open = `parked#${shardOf(task.detail.delivery_id)}`;
      const values = {
        ':status': { S: 'parked' },
        ':at': { S: now.toISOString() },
        ':reason': { S: reason },
        ':open': { S: open },
      };
      return settle(
        task,
        { owner, set: ', Reason = :reason, #open = :open', values, names: { '#open': 'Open' } },
        remainingMilliseconds,
      );
    },
  };
}

interface Settled {
  readonly owner: string;
  readonly now: Date;
}

interface Released extends Settled {
  readonly reason: string;
  readonly waiting?: { readonly attempts: number; readonly waits: number } | undefined;
  readonly isAside?: boolean;
}

interface Settling {
  readonly owner: string;
  readonly set: string;
  readonly values: Readonly<Record<':status' | ':at', { readonly S: string }>>;
  readonly names?: object;
  readonly remove?: string;
}

function keyOf({ handler, detail }: HandlerTask) {
  const part = detail.replay_id === undefined ? `handler#${handler}` : `handler#${handler}#${detail.replay_id}`;
  return { Delivery: { S: detail.delivery_key }, Part: { S: part } };
}

/** A claim that was repeated because its answer was lost finds itself. */
function known(item: unknown, owner: string): Claim {
  const status = textOf(item, 'Status');
  const holder = textOf(item, 'Owner');
  if (status === 'leased' && holder === owner) return claimedBy(owner, item);
  if (status === 'done') return { kind: 'done' };
  if (status === 'parked') return { kind: 'parked' };
  return { kind: 'taken', until: new Date(numberOf(item, 'LeaseUntil') ?? Number.NaN) };
}

function claimedBy(owner: string, item: unknown): Claim {
  const count = (name: string) => numberOf(item, name) ?? 0;
  return {
    kind: 'claimed',
    owner,
    attempts: count('Attempts'),
    waits: count('Waits'),
    isRepeated: Math.max(count('Begun'), count('Attempts')) > 1,
  };
}
