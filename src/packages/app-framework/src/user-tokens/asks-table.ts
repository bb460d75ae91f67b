import { createHash, randomBytes } from 'node:crypto';
import { type AskOfHandler, placeIn } from '../as-user/user-token-request';
import { conditionHolds, createTableCall, isUnmetCondition } from '../aws/table-call';
import { textOf } from '../aws/table-item';
import { field, parsedJson } from '../lambda/parsed-json';

/** Work that waits for a person to sign in. */
export interface Ask {
  /** As it stands in the link. */
  readonly id: string;
  readonly appId: number;
  readonly host: string;
  readonly clientId: string;
  /** Who alone can answer it. */
  readonly userId: number;
  readonly of: AskOfHandler;
  /** Milliseconds since 1970. */
  readonly until: number;
  /** `answered`: the person has signed in, and the handler is to be called; `resumed`: it was. */
  readonly state: 'open' | 'answered' | 'resumed';
}

export type Asks = ReturnType<typeof createAsks>;

const lifetimeMilliseconds = 24 * 3_600_000;
/** Expired ones are kept a little, so that whoever comes late is told that it is too late. */
const afterMilliseconds = 24 * 3_600_000;
const idForm = /^[0-9a-f]{24}-[0-9a-f]{32}$/;

/** Key of an ask in the table: of what is asked, so that a handler that is tried again asks once. */
export const askKey = (id: string) => ({ StateNonce: { S: `ask#${id.slice(0, 24)}` } });

/** Waiting asks. Each method throws AwsCallError. */
export function createAsks({ tableName, now = () => new Date() }: { tableName: string; now?: () => Date }) {
  const call = createTableCall(tableName);

  return {
    /** The ask for this, made where there is none that lives: a handler that is tried again gets the same one. */
    async ask(wanted: AskToMake, remainingMilliseconds: () => number): Promise<Ask> {
      const time = now().getTime();
      const { userId, appId, host, clientId, of } = wanted;
      const what = createHash('sha256')
        .update(JSON.stringify([host, clientId, userId, of.deliveryKey, of.handler, of.command ?? '']))
        .digest('hex')
        .slice(0, 24);
      const until = time + lifetimeMilliseconds;
      const Item = {
        ...askKey(what),
        Secret: { S: randomBytes(16).toString('hex') },
        UserId: { N: String(userId) },
        AppId: { N: String(appId) },
        Host: { S: host },
        ClientId: { S: clientId },
        Ask: { S: JSON.stringify(of) },
        ...(of.place && {
          Repo: { S: of.place.repository },
          ...(of.place.number !== undefined && { Issue: { N: String(of.place.number) } }),
        }),
        State: { S: 'open' },
        Until: { N: String(until) },
        TTL: { N: String(Math.ceil((until + afterMilliseconds) / 1_000)) },
      };
      const input = {
        Item,
        ConditionExpression: 'attribute_not_exists(StateNonce) OR #until < :now OR #state <> :open',
        ExpressionAttributeNames: { '#until': 'Until', '#state': 'State' },
        ExpressionAttributeValues: { ':now': { N: String(time) }, ':open': { S: 'open' } },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      };
      const known = await call({ operation: 'PutItem', input, remainingMilliseconds }).then(
        () => undefined,
        (error: unknown) => {
          const there = isUnmetCondition(error) ? askOf(field(error.answer, 'Item')) : undefined;
          if (there) return there;
          throw error;
        },
      );
      if (known) return known;
      const made = askOf(Item);
      if (made) return made;
      throw new Error('An ask was written that cannot be read.');
    },

    /** The ask of a link, also one whose time is over; absent where there is none (any more). */
    async read(id: string, remainingMilliseconds: () => number): Promise<Ask | undefined> {
      if (!idForm.test(id)) return undefined;
      const input = { Key: askKey(id), ConsistentRead: true };
      const ask = askOf(field(await call({ operation: 'GetItem', input, remainingMilliseconds }), 'Item'));
      return ask?.id === id ? ask : undefined;
    },

    /** Keeps that the handler was called. */
    async resumed({ id }: Ask, remainingMilliseconds: () => number): Promise<void> {
      const input = {
        Key: askKey(id),
        UpdateExpression: 'SET #state = :resumed REMOVE Waiting',
        ConditionExpression: 'Secret = :secret AND #state = :answered',
        ExpressionAttributeNames: { '#state': 'State' },
        ExpressionAttributeValues: {
          ':resumed': { S: 'resumed' },
          ':answered': { S: 'answered' },
          ':secret': { S: id.slice(25) },
        },
      };
      // Otherwise somebody else has noted it.
      await conditionHolds(call({ operation: 'UpdateItem', input, remainingMilliseconds }));
    },
  };
}

export type AskToMake = Pick<Ask, 'userId' | 'appId' | 'host' | 'clientId' | 'of'>;

/** A row of the table; absent where it is none of an ask. */
export function askOf(item: unknown): Ask | undefined {
  const [key, secret, host, clientId, ask] = ['StateNonce', 'Secret', 'Host', 'ClientId', 'Ask'].map((name) =>
    textOf(item, name),
  );
  const of = parsedJson(ask ?? '');
  const state = textOf(item, 'State');
  const number = (name: string) => Number(field(field(item, name), 'N'));
  if (key === undefined || secret === undefined || host === undefined || clientId === undefined || !isAskOf(of)) {
    return undefined;
  }
  const { place: said, ...rest } = of;
  const place = placeIn(said);
  return {
    id: `${key.slice('ask#'.length)}-${secret}`,
    userId: number('UserId'),
    appId: number('AppId'),
    host,
    clientId,
    of: { ...rest, ...(place && { place }) },
    until: number('Until'),
    state: state === 'answered' || state === 'resumed' ? state : 'open',
  };
}

function isAskOf(value: unknown): value is AskOfHandler {
  return ['deliveryKey', 'handler'].every((name) => typeof field(value, name) === 'string');
}
