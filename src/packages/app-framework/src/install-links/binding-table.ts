import { conditionHolds, createTableCall, everyPage } from '../aws/table-call';
import { numberOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';
import {
  type AccountOfApp,
  type AppOnHost,
  accountPlace,
  type Binding,
  type BindingEnd,
  bindingIn,
  bindingKey,
  integrationIdOf,
} from './binding';
import type { Controlled } from './controlled-accounts';
import type { Suspension } from './evidence-table';

type Remaining = () => number;
export type Bindings = ReturnType<typeof createBindings>;

/** Name of the index of bindings by the product's user. */
export const byUserIndex = 'ByUser';

/**
 * What each end may take the place of. What was revoked does not come back with the App, and neither does who lost their role, whichever was told
 * first.
 */
const before = {
  revoked: ['active', 'uninstalled'],
  uninstalled: ['active'],
  'role-lost': ['active', 'uninstalled', 'revoked'],
} as const;
const placeholder = (status: string) => status.replace('-', '');

/** Where a list of a user's goes on: after the binding that was made then, of this account. */
export interface ListPlace {
  readonly createdAt: string;
  readonly place: string;
}

export interface ListedBindings {
  readonly bindings: readonly Binding[];
  readonly next?: ListPlace;
}

export interface BindingsCollaborators {
  readonly tableName: string;
  readonly now: () => Date;
  /** How long what ended is kept. */
  readonly keptMilliseconds: number;
}

/** Notes what the account of a binding is called, as GitHub tells it: the later word counts. */
export function createRenameAccount({ tableName }: Pick<BindingsCollaborators, 'tableName'>) {
  const call = createTableCall(tableName);
  return function rename(
    binding: AccountOfApp & { readonly userId: string },
    { login, toldAt }: { readonly login: string; readonly toldAt: Date },
    remainingMilliseconds: Remaining,
  ): Promise<boolean> {
    const input = {
      Key: bindingKey(binding),
      UpdateExpression: 'SET AccountLogin = :login, NamedAt = :told',
      ConditionExpression: 'attribute_exists(UserId) AND (attribute_not_exists(NamedAt) OR NamedAt <= :told)',
      ExpressionAttributeValues: { ':login': { S: login }, ':told': { N: String(toldAt.getTime()) } },
    };
    return conditionHolds(call({ operation: 'UpdateItem', input, remainingMilliseconds }));
  };
}

/** Which installations belong to which users of the product. */
export function createBindings({ tableName, now, keptMilliseconds }: BindingsCollaborators) {
  const call = createTableCall(tableName);
  const rename = createRenameAccount({ tableName });
  const seconds = () => Math.floor(now().getTime() / 1_000);
  const change = (input: object, remainingMilliseconds: Remaining): Promise<boolean> =>
    conditionHolds(call({ operation: 'UpdateItem', input, remainingMilliseconds }));

  /** DynamoDB takes days to delete what is over: nobody is told of that any more. */
  const liveIn = (items: readonly unknown[]): Binding[] =>
    items
      .filter((item) => (numberOf(item, 'ExpiresAt') ?? Number.POSITIVE_INFINITY) > seconds())
      .flatMap((item) => bindingIn(item) ?? []);

  async function pageOfUser(
    userId: string,
    { most, after }: { readonly most: number; readonly after?: ListPlace | undefined },
    remaining: Remaining,
  ): Promise<ListedBindings> {
    const key = after && {
      UserId: { S: userId },
      CreatedAt: { S: after.createdAt },
      Place: { S: after.place },
      Part: { S: `user#${userId}` },
    };
    const input = {
      IndexName: byUserIndex,
      KeyConditionExpression: 'UserId = :user',
      ExpressionAttributeValues: { ':user': { S: userId } },
      ScanIndexForward: false,
      Limit: most,
      ...(key && { ExclusiveStartKey: key }),
    };
    const answer = await call({ operation: 'Query', input, remainingMilliseconds: remaining });
    const items: unknown = field(answer, 'Items');
    const bindings = liveIn(Array.isArray(items) ? items : []);
    const last = field(answer, 'LastEvaluatedKey');
    const [createdAt, place] = ['CreatedAt', 'Place'].map((name) => field(field(last, name), 'S'));
    if (typeof createdAt !== 'string' || typeof place !== 'string') return { bindings };
    return { bindings, next: { createdAt, place } };
  }

  return {
    pageOfUser,

    /** All of a user, the newest first. */
    async ofUser(userId: string, remaining: Remaining): Promise<Binding[]> {
      const found: Binding[] = [];
      let after: ListPlace | undefined;
      do {
        const { bindings, next } = await pageOfUser(userId, { most: 1_000, after }, remaining);
        found.push(...bindings);
        after = next;
      } while (after !== undefined);
      return found;
    },

    /** All of an account, those that ended too. */
    async ofAccount(account: AccountOfApp, remaining: Remaining): Promise<Binding[]> {
      const found: Binding[] = [];
      const input = {
        KeyConditionExpression: 'Place = :place AND begins_with(Part, :part)',
        ExpressionAttributeValues: { ':place': { S: accountPlace(account) }, ':part': { S: 'user#' } },
        ConsistentRead: true,
      };
      for await (const page of everyPage(call, { operation: 'Query', input, remainingMilliseconds: remaining }))
        found.push(...liveIn(page));
      return found;
    },

    /**
     * Again for the same is as good as once. What had ended begins again. False where the account has a later installation by now. Events come late:
     * what the account is called by then stays.
     */
    async bind(
      of: AppOnHost & { readonly userId: string },
      { toldAt = now(), ...what }: Controlled & { readonly toldAt?: Date },
      remaining: Remaining,
    ): Promise<boolean> {
      const { installationId, accountId, accountLogin, accountType, person, proof } = what;
      const key = { ...of, accountId, accountType };
      const set = {
        UserId: { S: of.userId },
        IntegrationId: { S: integrationIdOf(key) },
        InstallationId: { N: String(installationId) },
        AccountType: { S: accountType },
        PersonId: { N: String(person.id) },
        PersonLogin: { S: person.login },
        Proof: { S: proof },
        CheckedAt: { S: now().toISOString() },
        Status: { S: 'active' },
      };
      const names = Object.keys(set);
      const gone = ['EndedAt', 'ExpiresAt', 'SuspendedAt', 'ToldAt', 'Seen'];
      const input = {
        Key: bindingKey(key),
        UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}, AccountLogin = if_not_exists(AccountLogin, :login), CreatedAt = if_not_exists(CreatedAt, :now) REMOVE ${gone.join(', ')}`,
        ConditionExpression: 'attribute_not_exists(InstallationId) OR InstallationId <= :InstallationId',
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: {
          ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
          ':login': { S: accountLogin },
          ':now': { S: now().toISOString() },
        },
      };
      if (!(await change(input, remaining))) return false;
      await rename(key, { login: accountLogin, toldAt }, remaining);
      return true;
    },

    /** False where it is over already, or is of a later installation than it was when it was read. */
    end(binding: Binding, status: BindingEnd, remaining: Remaining): Promise<boolean> {
      const at = now();
      const input = {
        Key: bindingKey(binding),
        UpdateExpression: 'SET #Status = :status, EndedAt = :at, ExpiresAt = :expires',
        // What is written again after no answer meets its own.
        ConditionExpression: `(#Status IN (${before[status].map((one) => `:${placeholder(one)}`).join(', ')}) OR (#Status = :status AND EndedAt = :at)) AND InstallationId = :installation`,
        ExpressionAttributeNames: { '#Status': 'Status' },
        ExpressionAttributeValues: {
          ':status': { S: status },
          ...Object.fromEntries(before[status].map((one) => [`:${placeholder(one)}`, { S: one }])),
          ':installation': { N: String(binding.installationId) },
          ':at': { S: at.toISOString() },
          ':expires': { N: String(Math.ceil((at.getTime() + keptMilliseconds) / 1_000)) },
        },
      };
      return change(input, remaining);
    },

    /** The App is there again: what was uninstalled goes on, under the new installation. */
    revive(binding: Binding, installationId: number, remaining: Remaining): Promise<boolean> {
      const input = {
        Key: bindingKey(binding),
        UpdateExpression:
          'SET #Status = :active, InstallationId = :installation REMOVE EndedAt, ExpiresAt, SuspendedAt, ToldAt, CheckedAt',
        ConditionExpression: '#Status IN (:active, :uninstalled) AND InstallationId < :installation',
        ExpressionAttributeNames: { '#Status': 'Status' },
        ExpressionAttributeValues: {
          ':active': { S: 'active' },
          ':uninstalled': { S: 'uninstalled' },
          ':installation': { N: String(installationId) },
        },
      };
      return change(input, remaining);
    },

    /** As GitHub tells it of the installation: the later word counts. */
    suspend(binding: Binding, { at, toldAt }: Suspension, remaining: Remaining): Promise<boolean> {
      const input = {
        Key: bindingKey(binding),
        UpdateExpression: `SET ToldAt = :told${at === undefined ? ' REMOVE SuspendedAt' : ', SuspendedAt = :at'}`,
        ConditionExpression: 'InstallationId = :installation AND (attribute_not_exists(ToldAt) OR ToldAt <= :told)',
        ExpressionAttributeValues: {
          ':installation': { N: String(binding.installationId) },
          ':told': { N: String(toldAt.getTime()) },
          ...(at && { ':at': { S: at.toISOString() } }),
        },
      };
      return change(input, remaining);
    },

    /** Its person was asked about just now, and still has the role. */
    checked(binding: Binding, seen: 'member' | 'unknown', remaining: Remaining): Promise<boolean> {
      const input = {
        Key: bindingKey(binding),
        UpdateExpression: `SET CheckedAt = :at${seen === 'member' ? ', Seen = :seen' : ''}`,
        ConditionExpression: 'InstallationId = :installation',
        ExpressionAttributeValues: {
          ':installation': { N: String(binding.installationId) },
          ':at': { S: now().toISOString() },
          ...(seen === 'member' && { ':seen': { S: seen } }),
        },
      };
      return change(input, remaining);
    },
  };
}
