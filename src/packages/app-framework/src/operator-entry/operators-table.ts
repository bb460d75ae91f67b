import { conditionHolds, createTableCall } from '../aws/table-call';
import { numberOf, textOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';

/** A link to the pages, and the browser that it let in. Times are in milliseconds since 1970. */
export interface OperatorLink {
  readonly id: string;
  /** Until when it lets a browser in. */
  readonly until: number;
  /** What the browser is known by that it let in, and until when that may look. */
  readonly browser?: string;
  readonly browserUntil?: number;
}

type LetIn = Required<Omit<OperatorLink, 'until'>>;
type Remaining = () => number;

export interface OperatorsTable {
  readonly tableName: string;
  readonly now: () => Date;
}

export type OperatorLinks = ReturnType<typeof createOperatorLinks>;

/** Links by which operators come in: of each its digest only, and of browsers what is made of their secret. */
export function createOperatorLinks({ tableName, now }: OperatorsTable) {
  const call = createTableCall(tableName);
  return {
    async mint({ id, until }: Pick<OperatorLink, 'id' | 'until'>, remainingMilliseconds: Remaining): Promise<void> {
      const Item = { Id: { S: id }, Until: { N: String(until) }, ExpiresAt: { N: String(Math.ceil(until / 1_000)) } };
      await call({ operation: 'PutItem', input: { Item }, remainingMilliseconds });
    },

    /** Absent for a link that never was, or that is of yesterday. */
    async read(id: string, remainingMilliseconds: Remaining): Promise<OperatorLink | undefined> {
      const input = { Key: { Id: { S: id } }, ConsistentRead: true };
      const item = field(await call({ operation: 'GetItem', input, remainingMilliseconds }), 'Item');
      const [until, browser, browserUntil] = [
        numberOf(item, 'Until'),
        textOf(item, 'Browser'),
        numberOf(item, 'BrowserUntil'),
      ];
      if (until === undefined) return undefined;
      return {
        id,
        until,
        ...(browser !== undefined && { browser }),
        ...(browserUntil !== undefined && { browserUntil }),
      };
    },

    /** Lets a browser in that needs no link. */
    async admit({ id, browser, browserUntil }: LetIn, remainingMilliseconds: Remaining): Promise<void> {
      const input = {
        Key: { Id: { S: id } },
        UpdateExpression: 'SET #until = :now, Browser = :browser, BrowserUntil = :end, ExpiresAt = :expires',
        // What is written again after no answer meets its own.
        ConditionExpression: 'attribute_not_exists(Id) OR Browser = :browser',
        ExpressionAttributeNames: { '#until': 'Until' },
        ExpressionAttributeValues: {
          ':browser': { S: browser },
          ':end': { N: String(browserUntil) },
          ':expires': { N: String(Math.ceil(browserUntil / 1_000)) },
          ':now': { N: String(now().getTime()) },
        },
      };
      await call({ operation: 'UpdateItem', input, remainingMilliseconds });
    },

    /** Ends what a browser was let in to. Of one that was not, nothing changes; the link stays used. */
    async end({ id, browser }: Pick<LetIn, 'id' | 'browser'>, remainingMilliseconds: Remaining): Promise<void> {
      const input = {
        Key: { Id: { S: id } },
        UpdateExpression: 'SET BrowserUntil = :now',
        ConditionExpression: 'Browser = :browser',
        ExpressionAttributeValues: { ':browser': { S: browser }, ':now': { N: String(now().getTime()) } },
      };
      await conditionHolds(call({ operation: 'UpdateItem', input, remainingMilliseconds }));
    },

    /** Lets one browser in until then. False where the link is not good, or has let one in. */
    letIn(link: LetIn, remainingMilliseconds: Remaining): Promise<boolean> {
      const input = {
        Key: { Id: { S: link.id } },
        UpdateExpression: 'SET Browser = :browser, BrowserUntil = :end, ExpiresAt = :expires',
        ConditionExpression: '#until > :now AND attribute_not_exists(Browser)',
        ExpressionAttributeNames: { '#until': 'Until' },
        ExpressionAttributeValues: {
          ':browser': { S: link.browser },
          ':end': { N: String(link.browserUntil) },
          ':expires': { N: String(Math.ceil(link.browserUntil / 1_000)) },
          ':now': { N: String(now().getTime()) },
        },
      };
      return conditionHolds(call({ operation: 'UpdateItem', input, remainingMilliseconds }));
    },
  };
}
